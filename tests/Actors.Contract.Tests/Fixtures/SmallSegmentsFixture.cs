namespace Actors.Contract.Tests.Fixtures;

/// <summary>The broker in this process, over segments so small that they come and go all the time.</summary>
public sealed class SmallSegmentsFixture() : InProcessFixture(SegmentBytes)
{
    private const int SegmentBytes = 512 * 1024;

    /// <summary>What fits.</summary>
    public override ValueTask StartAsync(Limits limits) => base.StartAsync(
        limits with { MessageBytes = 64 * 1024, FrameBytes = 256 * 1024, UnconfirmedBytesPerConnection = 256 * 1024, UnconfirmedBytes = 1024 * 1024 });
}
