using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Requests;

/// <summary>A request answered by a list that may take several frames.</summary>
/// <param name="read">Adds what a frame holds, copied, and tells whether more frames follow.</param>
/// <param name="unclaimed">Gets the list when the caller has stopped waiting; null when nothing needs to be done about it.</param>
internal sealed class ManyAnswers<TFrame, TItem>(Func<TFrame, List<TItem>, bool> read, Action<List<TItem>>? unclaimed = null) : Request<IReadOnlyList<TItem>>
    where TFrame : struct, IFrame<TFrame>
{
    private readonly List<TItem> _items = [];

    /// <inheritdoc/>
    public override bool Answer(in Frame frame)
    {
        if (read(Answers.Expect<TFrame>(frame), _items))
        {
            return false;
        }

        if (!Completion.TrySetResult(_items))
        {
            unclaimed?.Invoke(_items);
        }

        return true;
    }
}
