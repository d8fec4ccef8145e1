using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Requests;

/// <summary>A request answered by one frame.</summary>
/// <param name="read">What the answer comes down to; runs where frames are read, before the next one.</param>
internal sealed class SingleAnswer<TFrame, TResult>(Func<TFrame, TResult> read) : Request<TResult>
    where TFrame : struct, IFrame<TFrame>
{
    /// <inheritdoc/>
    public override bool Answer(in Frame frame)
    {
        Completion.TrySetResult(read(Answers.Expect<TFrame>(frame)));
        return true;
    }
}
