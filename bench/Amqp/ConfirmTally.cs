namespace Actors.Bench.Amqp;

/// <summary>Counts confirms that stand for one message or for all up to one, in any order.</summary>
internal sealed class ConfirmTally
{
    private readonly HashSet<ulong> _ahead = [];
    private ulong _upTo;

    /// <summary>Takes a confirm.</summary>
    /// <param name="tag">The message.</param>
    /// <param name="multiple">Whether it stands for all before it, too.</param>
    /// <returns>How many messages are confirmed.</returns>
    public long Confirm(ulong tag, bool multiple)
    {
        if (multiple && tag > _upTo)
        {
            _upTo = tag;
            _ahead.RemoveWhere(single => single <= tag);
        }
        else if (!multiple && tag > _upTo)
        {
            _ahead.Add(tag);
        }

        while (_ahead.Count > 0 && _ahead.Remove(_upTo + 1))
        {
            _upTo++;
        }

        return (long)_upTo + _ahead.Count;
    }
}
