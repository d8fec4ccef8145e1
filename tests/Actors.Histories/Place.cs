namespace Actors.Histories;

/// <summary>Something to consume from, from its declaration to its end: a queue or a subscription.</summary>
/// <param name="log">What it reads.</param>
/// <param name="address">What consumers call it.</param>
/// <param name="policy">How it was declared.</param>
public sealed class Place(Log log, string address, ConsumptionPolicy policy)
{
    public Log Log => log;

    public string Address => address;

    public ConsumptionPolicy Policy => policy;

    /// <summary>Its dead-letter queue; null if it discards.</summary>
    public string? DeadLetterQueue => policy.DeadLetterQueue switch
    {
        null => address.Replace(EntityName.Separator, '.') + ".dead-letter",
        "" => null,
        var name => name,
    };

    /// <summary>Whether it is somebody's dead-letter queue; then it holds messages that were published elsewhere.</summary>
    public bool TakesDeadLetters { get; init; }

    /// <summary>Parcels up to this one were confirmed before the declaration began: they must not come.</summary>
    public long Before { get; init; }

    /// <summary>Parcels from this one on were published after the declaration: they must come.</summary>
    public long From { get; set; } = long.MaxValue;

    /// <summary>Parcels up to this one may have been purged.</summary>
    public long PurgedThrough { get; set; }

    /// <summary>Deleted, or gone with a restart.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The highest offset delivered for the first time in this epoch.</summary>
    public (long Epoch, long Offset) LastFirst { get; set; } = (0, -1);

    /// <summary>What became of each offset.</summary>
    public Dictionary<long, Track> Tracks { get; } = [];

    /// <summary>Which parcels have arrived here as dead letters, and where from.</summary>
    public HashSet<(string Source, long Parcel)> Arrived { get; } = [];

    public Track TrackOf(long offset)
    {
        if (!Tracks.TryGetValue(offset, out var track))
        {
            Tracks.Add(offset, track = new Track());
        }

        return track;
    }
}
