namespace Actors.Core.Schedulers;

/// <summary>Gives every key with messages its share, by weight: what deficit round robin does, without the rounds.</summary>
/// <remarks>
/// <para>
/// Each key has a number, how much it has had: messages, or cost, divided by its weight. The key with the lowest number is
/// next, among equal ones that with the oldest message. The number of the message handed out last is the virtual time. A key
/// that comes, or comes back, starts no earlier than just before the end of the round that is under way: it can neither save
/// up turns nor be made to pay for those before it came.
/// </para>
/// <para>
/// The bound: whoever is handed a message moves on by at least a round. So before a key that comes into line, each of the
/// others is handed at most one message, however many it has and whatever they cost. Keys that have one message now and then
/// go in the order of their messages, which therefore travel together.
/// </para>
/// </remarks>
internal sealed class FairShare
{
    // What one unit of cost is at weight 1: fine enough for weights up to 1000 within a thousandth.
    private const long Unit = 1 << 20;

    // No key gets further ahead than this in one go; numbers start again long before they overflow.
    private const long FurthestAhead = 1L << 60;
    private const long StartAgainAt = 1L << 61;

    private readonly bool _byCost;
    private readonly Dictionary<ulong, int> _weights;

    // What the cheapest message of the heaviest key counts.
    private readonly long _round;
    private long _highest;

    public FairShare(bool byCost, IReadOnlyDictionary<string, int> weights)
    {
        _byCost = byCost;
        _weights = weights.ToDictionary(entry => KeyHash.Of(entry.Key), entry => entry.Value);
        _round = Unit / weights.Values.Append(1).Max();
    }

    /// <summary>The virtual time.</summary>
    public long Now { get; private set; }

    /// <summary>Whether numbers have grown so large that <see cref="StartAgain"/> is due.</summary>
    public bool IsOld => Now > StartAgainAt;

    /// <summary>A key comes into line.</summary>
    public void Enter(ref KeyState key) => key.Had = Math.Max(key.Had, Now + _round - 1);

    /// <summary>A message of a key is handed out.</summary>
    public void Charge(ref KeyState key, uint price)
    {
        Now = Math.Max(Now, key.Had);
        key.Had += Math.Min(Steps(key.Key, _byCost ? price : 1), FurthestAhead);
        _highest = Math.Max(_highest, key.Had);
    }

    /// <summary>A message cost more or less than it was charged for. What is given back never puts a key before others that wait.</summary>
    public void Correct(ref KeyState key, double difference)
    {
        if (_byCost)
        {
            var steps = Math.Clamp(difference * Unit / WeightOf(key.Key), -FurthestAhead, FurthestAhead);
            key.Had = Math.Max(Math.Min(key.Had + (long)steps, Now + FurthestAhead), Now);
            _highest = Math.Max(_highest, key.Had);
        }
    }

    /// <summary>Nobody waits: whatever keys have had before is over.</summary>
    public void Rest() => Now = _highest;

    /// <summary>Takes the virtual time off all numbers.</summary>
    /// <returns>How much that was.</returns>
    public long StartAgain()
    {
        var passed = Now;
        (Now, _highest) = (0, _highest - passed);
        return passed;
    }

    private long Steps(ulong key, uint price) => price * Unit / WeightOf(key);

    private int WeightOf(ulong key) => _weights.Count > 0 && _weights.TryGetValue(key, out var weight) ? weight : 1;
}
