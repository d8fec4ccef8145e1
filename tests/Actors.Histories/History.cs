namespace Actors.Histories;

/// <summary>
/// Everything publishers and consumers have seen, and the judge of it. Each entry is checked against all before it as it
/// comes in; <see cref="Verdict"/> looks for what never came. Thread-safe: sinks write from the broker's threads.
/// </summary>
/// <param name="inOrder">Whether parcels are published in the order of their numbers, so that their offsets must be, too.</param>
public sealed class History(bool inOrder = true)
{
    private const int KeptLines = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Parcel> _parcels = [];
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly List<Place> _allPlaces = [];
    private readonly List<string> _violations = [];
    private readonly Queue<string> _lines = new();
    private long _lastParcel;

    /// <summary>What was wrong.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>The last things that happened.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>How many deliveries there were.</summary>
    public long Deliveries { get; private set; }

    /// <summary>How many publishes were confirmed.</summary>
    public long Confirmed { get; private set; }

    /// <summary>The number of the last parcel.</summary>
    public long LastParcel => Interlocked.Read(ref _lastParcel);

    public void Note(string line)
    {
        lock (_lock)
        {
            Write(line);
        }
    }

    public void Blame(string violation)
    {
        lock (_lock)
        {
            Violate(violation);
        }
    }

    // ---- Declarations ----

    /// <summary>A queue or subscription is about to be declared.</summary>
    public Place Declaring(Log log, string address, ConsumptionPolicy policy, bool takesDeadLetters = false)
    {
        lock (_lock)
        {
            var place = new Place(log, address, policy) { Before = ConfirmedThrough(log), TakesDeadLetters = takesDeadLetters };
            log.Places.Add(place);
            _allPlaces.Add(place);
            _places[address] = place;
            Write($"declare {address}");
            return place;
        }
    }

    /// <summary>It is there: what is published from now on must come.</summary>
    public void Declared(Place place)
    {
        lock (_lock)
        {
            place.From = Math.Min(place.From, _lastParcel + 1);
        }
    }

    public void Ended(Place place)
    {
        lock (_lock)
        {
            Write($"{place.Address} is gone");
            place.HasEnded = true;
            place.Log.HasEnded |= !place.Log.IsTopic;
        }
    }

    /// <summary>Everything published so far may have been removed by a purge.</summary>
    public void Purged(Place place)
    {
        lock (_lock)
        {
            place.PurgedThrough = _lastParcel;
        }
    }

    // ---- Publishing ----

    public Parcel Publishing(Log log, int size)
    {
        lock (_lock)
        {
            var parcel = new Parcel(++_lastParcel, log, size);
            _parcels.Add(parcel.Number, parcel);
            return parcel;
        }
    }

    public void Answered(IReadOnlyList<Parcel> parcels, Fate fate, long firstOffset)
    {
        lock (_lock)
        {
            Write($"publish {parcels[0].Log.Name} {parcels[0].Number}..{parcels[^1].Number}: {fate} {firstOffset}");
            for (var i = 0; i < parcels.Count; i++)
            {
                parcels[i].Fate = fate;
                parcels[i].Offset = fate == Fate.Confirmed ? firstOffset + i : -1;
                Confirmed += fate == Fate.Confirmed ? 1 : 0;
            }
        }
    }

    // ---- Deliveries ----

    /// <summary>A message came.</summary>
    /// <param name="grant">The lease.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">When.</param>
    /// <param name="toldInOrder">Whether deliveries are told in the order in which they were made.</param>
    /// <param name="isOver">Whether the consumer died with its process: then nobody has seen the message.</param>
    /// <returns>Whether somebody has seen it.</returns>
    public bool Delivered(Grant grant, ReadOnlySpan<byte> body, DateTimeOffset now, bool toldInOrder, Func<bool> isOver)
    {
        var number = Parcel.Read(body);
        lock (_lock)
        {
            if (isOver())
            {
                return false;
            }

            Deliveries++;
            Write($"deliver {grant}");
            var place = grant.Place;
            var track = place.TrackOf(grant.Offset);
            Check(number == grant.Parcel, $"the body is not the one published: {grant}");
            Check(place.TakesDeadLetters || Belongs(grant), $"a message that was never published there, or not stored: {grant}");
            Check(track.Parcel == 0 || track.Parcel == grant.Parcel, $"the offset held parcel {track.Parcel} before: {grant}");
            Check(track.Deliveries.Add((grant.Epoch, grant.Attempt)), $"the same attempt twice: {grant}");
            Check(track.Ended is not { } end || !IsAfter(grant, end), $"it came back after its settlement had been answered: {grant}, settled {track.Ended}");
            Check(grant.Attempt > track.CountedAttempt || IsOlder(grant, track), $"attempts do not grow, {track.CountedAttempt} was counted durably: {grant}");
            Check(now >= track.DelayedUntil || IsOlder(grant, track), $"it came at {now:O} though it was delayed until {track.DelayedUntil:O}: {grant}");
            Check(!IsLeasedElsewhere(track, grant, now), $"it is leased until {track.Newest?.Until:O} and came at {now:O}: {grant}");
            var published = _parcels.GetValueOrDefault(grant.Parcel);
            Check(published?.DeliverAt is not { } earliest || now >= earliest, $"it came at {now:O} though it was published for {published?.DeliverAt:O}: {grant}");
            CheckOrder(grant, toldInOrder && published?.DeliverAt is null);
            track.Parcel = grant.Parcel;
            if (track.Newest is null || IsAfter(grant, track.Newest))
            {
                track.Newest = grant;
                track.IsHeld = true;
            }

            return true;
        }
    }

    /// <summary>A dead letter came: which message of which place it is.</summary>
    public void DeadLetterArrived(Place queue, string source, string reason, long attempts, long parcel)
    {
        lock (_lock)
        {
            queue.Arrived.Add((source, parcel));
            var tracks = _allPlaces.Where(place => place.Address == source).SelectMany(place => place.Tracks.Values).Where(track => track.Parcel == parcel).ToList();
            Check(tracks.Count > 0, $"parcel {parcel} was dead-lettered from {source}, where it was never delivered");
            Check(tracks.All(track => !track.Acked), $"parcel {parcel} was dead-lettered from {source} after its ack had been answered");
            var rejected = tracks.Exists(track => track.RejectsSent.Count > 0);
            var limit = _places[source].Policy.DeliveryLimit;
            var cause = reason switch
            {
                "rejected" => rejected && attempts >= 1,
                "delivery-limit" => limit > 0 && attempts >= limit,
                _ => false,
            };
            Check(cause, $"parcel {parcel} was dead-lettered from {source} as {reason} after {attempts} attempts without a cause (limit {limit}, {(rejected ? "rejected" : "not rejected")})");
        }
    }

    // ---- Settlements ----

    /// <summary>A settlement is about to be sent: from now on the lease need not be respected.</summary>
    /// <returns>Whether it is certainly held at this moment.</returns>
    public bool Settling(Grant grant, SettleVerb verb)
    {
        lock (_lock)
        {
            var track = grant.Place.TrackOf(grant.Offset);
            Write($"{verb} {grant}");
            Sent(track, verb)?.Add(grant);
            var held = track.IsHeld && ReferenceEquals(track.Newest, grant);
            track.IsHeld &= !held;
            return held;
        }
    }

    /// <summary>The settlement was answered: it is durable.</summary>
    public void Settled(Grant grant, SettleVerb verb, DateTimeOffset sentAt, TimeSpan delay)
    {
        lock (_lock)
        {
            Write($"{verb} answered {grant}");
            var track = grant.Place.TrackOf(grant.Offset);
            if (verb is SettleVerb.Ack or SettleVerb.Reject)
            {
                Check(track.Newest is null || !IsAfter(track.Newest, grant), $"{verb} of {grant} was answered though {track.Newest} is newer");
                track.Ended = grant;
                track.Acked |= verb == SettleVerb.Ack;
                return;
            }

            if (verb == SettleVerb.Nack)
            {
                track.CountedAttempt = Math.Max(track.CountedAttempt, grant.Attempt);
                track.DelayedUntil = delay > TimeSpan.Zero && ReferenceEquals(track.Newest, grant) ? sentAt + delay : track.DelayedUntil;
            }
        }
    }

    /// <summary>The broker says that the settlement was not carried out.</summary>
    /// <param name="grant">The lease.</param>
    /// <param name="verb">What was to be done.</param>
    /// <param name="why">What it says, or null for a stale lease.</param>
    /// <param name="mustHold">Whether the lease was certainly held all the time.</param>
    public void NotSettled(Grant grant, SettleVerb verb, string? why, bool mustHold)
    {
        lock (_lock)
        {
            Write($"{verb} {why ?? "stale"} {grant}");
            Sent(grant.Place.TrackOf(grant.Offset), verb)?.Remove(grant);
            Check(!mustHold, $"a lease was called stale though nothing had ended it: {grant} until {grant.Until:O}");
        }
    }

    /// <summary>Leases are void: their consumer left, or the broker that granted them is gone.</summary>
    public void Void(Predicate<Grant> which)
    {
        lock (_lock)
        {
            foreach (var track in _allPlaces.SelectMany(place => place.Tracks.Values).Where(track => track.IsHeld && which(track.Newest!)))
            {
                track.IsHeld = false;
            }
        }
    }

    /// <summary>The lease is known to hold until this time, at least.</summary>
    public void HoldsUntil(Grant grant, DateTimeOffset until)
    {
        lock (_lock)
        {
            grant.Until = until;
        }
    }

    /// <summary>How many leases of a place are certainly held, and how many perhaps.</summary>
    public (int Certain, int Possible) Leases(Place place, DateTimeOffset now)
    {
        lock (_lock)
        {
            var held = place.Tracks.Values.Where(track => track.IsHeld).ToList();
            return (held.Count(track => track.Newest!.Until > now), held.Count(track => track.Newest!.Until > now - TimeSpan.FromSeconds(1)));
        }
    }

    // ---- The end ----

    /// <summary>Everything there is was consumed: what is missing now is lost.</summary>
    public void Verdict()
    {
        lock (_lock)
        {
            foreach (var place in _allPlaces.Where(place => !place.HasEnded && !place.TakesDeadLetters && !place.Policy.Ephemeral))
            {
                var seen = place.Tracks.Values.Where(track => track.Parcel > 0).ToLookup(track => track.Parcel);
                foreach (var parcel in _parcels.Values.Where(parcel => parcel.Log == place.Log))
                {
                    Judge(place, parcel, seen[parcel.Number].ToList());
                }
            }

            foreach (var parcels in _parcels.Values.Where(parcel => inOrder && parcel.Fate == Fate.Confirmed).GroupBy(parcel => parcel.Log))
            {
                CheckOffsets([.. parcels.OrderBy(parcel => parcel.Number)]);
            }
        }
    }

    private void Judge(Place place, Parcel parcel, List<Track> tracks)
    {
        Check(tracks.Count <= 1, $"parcel {parcel.Number} is in {place.Address} {tracks.Count} times");
        Check(tracks.Count == 0 || parcel.Fate != Fate.Refused, $"parcel {parcel.Number} came from {place.Address} though the broker had said that it was not stored");
        if (parcel.Fate != Fate.Confirmed || parcel.Number < place.From || parcel.Number <= place.PurgedThrough)
        {
            return;
        }

        var track = tracks.FirstOrDefault() ?? new Track();
        var deadLettered = place.DeadLetterQueue is { } queue && _places.TryGetValue(queue, out var found) && found.Arrived.Contains((place.Address, parcel.Number));
        var gone = place.DeadLetterQueue is null && (track.RejectsSent.Count > 0 || place.Policy.DeliveryLimit > 0);
        Check(track.AcksSent.Count > 0 || deadLettered || gone, $"LOST: parcel {parcel.Number}, confirmed at {place.Log.Name}@{parcel.Offset}, is not in {place.Address} ({track.Deliveries.Count} deliveries, {(track.RejectsSent.Count > 0 ? "rejected" : "not rejected")})");
    }

    private void CheckOffsets(List<Parcel> parcels)
    {
        for (var i = 1; i < parcels.Count; i++)
        {
            Check(parcels[i].Offset > parcels[i - 1].Offset, $"parcels {parcels[i - 1].Number} and {parcels[i].Number} of {parcels[i].Log.Name} were published in this order but have the offsets {parcels[i - 1].Offset} and {parcels[i].Offset}");
        }
    }

    private static HashSet<Grant>? Sent(Track track, SettleVerb verb) => verb switch
    {
        SettleVerb.Ack => track.AcksSent,
        SettleVerb.Reject => track.RejectsSent,
        _ => null,
    };

    private long ConfirmedThrough(Log log) =>
        _parcels.Values.Where(parcel => parcel.Log == log && parcel.Fate == Fate.Confirmed).Select(parcel => parcel.Number).DefaultIfEmpty(0).Max();

    private bool Belongs(Grant grant) =>
        _parcels.TryGetValue(grant.Parcel, out var parcel)
        && parcel.Log == grant.Place.Log
        && parcel.Fate != Fate.Refused
        && parcel.Number > grant.Place.Before
        && (parcel.Fate != Fate.Confirmed || parcel.Offset == grant.Offset);

    private void CheckOrder(Grant grant, bool toldInOrder)
    {
        if (toldInOrder && grant.Attempt == 1)
        {
            var last = grant.Place.LastFirst;
            Check(last.Epoch != grant.Epoch || last.Offset < grant.Offset, $"first deliveries out of order, after offset {last.Offset}: {grant}");
            grant.Place.LastFirst = (grant.Epoch, grant.Offset);
        }
    }

    // A receive tells of its messages late: by then a newer delivery may be known.
    private static bool IsOlder(Grant grant, Track track) => track.Newest is { } newest && IsAfter(newest, grant);

    private static bool IsAfter(Grant grant, Grant other) =>
        grant.Epoch > other.Epoch || (grant.Epoch == other.Epoch && grant.Attempt > other.Attempt);

    private static bool IsLeasedElsewhere(Track track, Grant grant, DateTimeOffset now) =>
        track is { IsHeld: true, Newest: { } newest } && newest.Epoch == grant.Epoch && now < newest.Until && IsAfter(grant, newest);

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            Violate(violation);
        }
    }

    private void Violate(string violation)
    {
        Write($"VIOLATION {violation}");
        _violations.Add(violation);
    }

    private void Write(string line)
    {
        _lines.Enqueue(line);
        if (_lines.Count > KeptLines)
        {
            _lines.Dequeue();
        }
    }
}
