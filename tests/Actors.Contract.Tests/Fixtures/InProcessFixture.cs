using Actors.Journal;
using Actors.Standalone;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Contract.Tests.Fixtures;

/// <summary>The broker in this process, over a journal in memory.</summary>
public class InProcessFixture : IBrokerFixture
{
    private const int LargeSegmentBytes = 20 * 1024 * 1024;

    private readonly MemoryFiles _files = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ErrorLog _log = new();
    private readonly LoggerFactory _logging;
    private Limits _limits = Limits.Default;
    private readonly int _segmentBytes;
    private StandaloneBroker? _broker;

    public InProcessFixture()
        : this(LargeSegmentBytes)
    {
    }

    protected InProcessFixture(int segmentBytes) => (_logging, _segmentBytes) = (new LoggerFactory([_log]), segmentBytes);

    public IBroker Broker => _broker!;

    public virtual ValueTask StartAsync(Limits limits)
    {
        _limits = limits;
        Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IBroker> ConnectAsync() => ValueTask.FromResult(Broker);

    public ValueTask AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask RestartAsync()
    {
        await _broker!.DisposeAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _broker!.DisposeAsync();
        _log.AssertEmpty();
        _logging.Dispose();
    }

    private void Open()
    {
        var options = new ActorsOptions { Files = _files, SegmentBytes = _segmentBytes, Limits = _limits, Clock = _clock };
        _broker = new StandaloneBroker(options, _logging.CreateLogger<StandaloneBroker>());
        _broker.Start();
    }
}
