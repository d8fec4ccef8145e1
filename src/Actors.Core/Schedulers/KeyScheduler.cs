using System.Numerics;
using Actors.Core.Offsets;
using Actors.Core.Traits;

namespace Actors.Core.Schedulers;

/// <summary>Hands messages out by whatever a policy says: order, limits for each key, fairness, budgets, deadlines, all together.</summary>
/// <remarks>
/// <code>
///   message ──▶ lane of its key ──▶ key among the open ones ──▶ lease
///               (by rank)           (by rank of its first message, or by share)
///                                       │        ▲
///                       limit reached ──┤        ├── one is settled
///                       budget used up ─┴▶ closed ┘── time
/// </code>
/// So there is one question, which open key is next, and policies only answer parts of it: the order inside a lane, whether
/// a key is open, and the order of open keys. A key that is closed is not looked at until it opens. Whatever happens to a
/// key only marks it; it gets its place when the next message is asked for, because only then is the time known.
/// </remarks>
internal sealed class KeyScheduler : Scheduler
{
    // Nodes of messages that were taken away other than from the front of their lane are dropped when they get there, or
    // all together when there are more of them than of others.
    private const int FewStaleNodes = 1024;

    private readonly TraitTable _traits;
    private readonly Ranking _ranking;
    private readonly FairShare? _share;
    private readonly Budgets? _budgets;
    private readonly int _limit;
    private readonly bool _byKey;
    private readonly bool _countsCost;
    private readonly KeyTable _keys = new();
    private readonly KeyHeap _open = new();
    private readonly KeyHeap _closed = new();
    private readonly LaneNodes _nodes;
    private readonly OffsetBits _ready = new();
    private readonly OffsetBits _held = new();
    private readonly List<int> _touched = [];
    private readonly Queue<long> _late = new();
    private long _now;
    private int _hand;

    public KeyScheduler(ConsumptionPolicy policy, TraitTable traits)
    {
        _traits = traits;
        _ranking = new Ranking(policy);
        _share = policy.Fairness == KeyFairness.None ? null : new FairShare(policy.Fairness == KeyFairness.ByCost, policy.KeyWeights);
        _budgets = policy.Budgets.Count == 0 ? null : new Budgets(policy.Budgets);
        _limit = policy.ConcurrencyPerKey;
        _byKey = _share is not null || _budgets is not null || _limit > 0;
        _countsCost = policy.CountsCost;
        _nodes = new LaneNodes(_ranking.IsRanked);
        Needs = _ranking.Needs | (_byKey ? TraitKinds.Key : 0) | (_countsCost ? TraitKinds.Cost : 0);
    }

    public override TraitKinds Needs { get; }

    public override long Count => _ready.Count;

    /// <summary>How many keys are known.</summary>
    public int Keys => _keys.Count;

    public override long NextDue => Math.Min(_closed.Count > 0 ? _closed.Lowest : long.MaxValue, FirstLateAt);

    // Only where keys are in the order of their deadlines is the first to be late at the front.
    private long FirstLateAt => _ranking.IsByDeadline && _share is null && _open.Count > 0 ? _ranking.LateAt(_open.Lowest) : long.MaxValue;

    public override void Append(OffsetRun run)
    {
        if (run.Count > 0)
        {
            _ready.Add(run);
        }

        for (var offset = run.First; offset < run.End; offset++)
        {
            Enqueue(offset);
        }
    }

    public override void Return(OffsetRun run)
    {
        for (var offset = run.First; offset < run.End; offset++)
        {
            Release(offset);
            if (!_ready.Contains(offset))
            {
                _ready.Add(new OffsetRun(offset, 1));
                Enqueue(offset);
            }
        }

        DropStaleNodes();
    }

    public override void Remove(OffsetRun run) => TakeAway(run, hold: false);

    public override void Hold(OffsetRun run) => TakeAway(run, hold: _limit > 0);

    public override long Available(long now)
    {
        PlaceAll(now);
        return _open.Count == 0 ? 0
            : _limit == 0 || (_keys.TryFind(0, out var keyless) && _open.Contains(keyless)) ? Count
            : Math.Min(Count, (long)_open.Count * _limit);
    }

    public override bool TryTake(long max, long now, out OffsetRun run)
    {
        PlaceAll(now);
        run = default;
        while (run.Count < max && _open.Count > 0)
        {
            var place = _open.First;
            var offset = _nodes[_keys[place].Lane.Front(_nodes)].Offset;
            if (_ranking.DropsLate && _ranking.LateAt(_traits.Find(offset).Deadline) <= now)
            {
                TakeFront(place, offset);
                _late.Enqueue(offset);
                Place(place);
            }
            else if (run.Count == 0 || offset == run.End)
            {
                TakeFront(place, offset);
                Charge(place, offset);
                Place(place);
                run = run.Count == 0 ? new OffsetRun(offset, 1) : run with { Count = run.Count + 1 };
            }
            else
            {
                break;
            }
        }

        if (Count == 0)
        {
            _share?.Rest();
        }

        return run.Count > 0;
    }

    public override bool TryTakeLate(out OffsetRun run)
    {
        run = default;
        while (_late.TryPeek(out var offset) && (run.Count == 0 || offset == run.End))
        {
            _late.Dequeue();
            run = run.Count == 0 ? new OffsetRun(offset, 1) : run with { Count = run.Count + 1 };
        }

        return run.Count > 0;
    }

    public override void Correct(OffsetRun run, long cost)
    {
        if (_share is null && _budgets is null)
        {
            return;
        }

        var charged = 0.0;
        for (var offset = run.First; offset < run.End; offset++)
        {
            charged += PriceOf(offset);
        }

        for (var offset = run.First; offset < run.End; offset++)
        {
            var place = PlaceOf(_traits.KeyOf(offset));
            ref var key = ref _keys[place];
            var difference = (cost / charged * PriceOf(offset)) - PriceOf(offset);
            _share?.Correct(ref key, difference);
            _budgets?.Of(key.Key)?.Correct(ref key.Debt, difference);
            Touch(place, ref key);
        }
    }

    public override IEnumerable<OffsetRun> Runs() => _ready.Runs();

    // A message without a cost counts as one unit, or messages of one key would be free and could keep all others waiting.
    private uint PriceOf(long offset) => _countsCost ? Math.Max(_traits.CostOf(offset), 1) : 1;

    private long RankOf(long offset) => _ranking.IsRanked ? _ranking.RankOf(_traits.Find(offset)) : 0;

    private void Enqueue(long offset)
    {
        var place = PlaceOf(_traits.KeyOf(offset));
        ref var key = ref _keys[place];
        key.Lane.Add(_nodes.Add(offset, RankOf(offset)), _nodes);
        key.Ready++;
        Touch(place, ref key);
    }

    private int PlaceOf(ulong hash)
    {
        hash = _byKey ? hash : 0;
        if (!_keys.TryFind(hash, out var place))
        {
            ForgetSome();
            place = _keys.Open(hash);
        }

        return place;
    }

    private void TakeFront(int place, long offset)
    {
        ref var key = ref _keys[place];
        key.Lane.RemoveFront(_nodes);
        key.Ready--;
        _ready.Remove(offset);
    }

    private void Charge(int place, long offset)
    {
        ref var key = ref _keys[place];
        if (_limit > 0 && key.Key != 0)
        {
            key.Held++;
            _held.Add(new OffsetRun(offset, 1));
        }

        _budgets?.Of(key.Key)?.Charge(ref key.Debt, PriceOf(offset), _now);
        _share?.Charge(ref key, PriceOf(offset));
    }

    private void TakeAway(OffsetRun run, bool hold)
    {
        for (var number = Page.Of(run.First); run.Count > 0 && number <= Page.Of(run.End - 1); number++)
        {
            var mask = Page.Mask(run, number);
            var (ready, held) = (_ready.MembersOf(number) & mask, _held.MembersOf(number) & mask);

            // What was just taken, or is not held for anybody, is the rule: nothing to do.
            for (var rest = hold ? mask & ~held : ready | held; rest != 0; rest &= rest - 1)
            {
                TakeAway(Page.First(number) + BitOperations.TrailingZeroCount(rest), hold);
            }
        }

        DropStaleNodes();
    }

    private void TakeAway(long offset, bool hold)
    {
        if (_ready.Remove(offset))
        {
            var place = PlaceOf(_traits.KeyOf(offset));
            ref var key = ref _keys[place];
            key.Ready--;
            Touch(place, ref key);
        }

        if (!hold)
        {
            Release(offset);
        }
        else if (_traits.KeyOf(offset) is not 0 and var hash)
        {
            _held.Add(new OffsetRun(offset, 1));
            _keys[PlaceOf(hash)].Held++;
        }
    }

    private void Release(long offset)
    {
        if (_limit > 0 && _held.Remove(offset))
        {
            var place = PlaceOf(_traits.KeyOf(offset));
            ref var key = ref _keys[place];
            key.Held--;
            Touch(place, ref key);
        }
    }

    private void Touch(int place, ref KeyState key)
    {
        if (!key.Touched)
        {
            key.Touched = true;
            _touched.Add(place);
        }
    }

    private void PlaceAll(long now)
    {
        _now = Math.Max(_now, now);
        foreach (var place in _touched)
        {
            _keys[place].Touched = false;
            Place(place);
        }

        _touched.Clear();
        while (_closed.Count > 0 && _closed.Lowest <= _now)
        {
            Place(_closed.First);
        }

        while (FirstLateAt <= _now)
        {
            var place = _open.First;
            var offset = _nodes[_keys[place].Lane.Front(_nodes)].Offset;
            TakeFront(place, offset);
            _late.Enqueue(offset);
            Place(place);
        }

        if (_share is { IsOld: true })
        {
            StartAgain(_share);
        }
    }

    // Where a key stands: among the open ones, among those that time will open, or nowhere.
    private void Place(int place)
    {
        ref var key = ref _keys[place];
        DropStaleFront(ref key);
        if (key.Ready == 0 || (_limit > 0 && key.Key != 0 && key.Held >= _limit))
        {
            _open.Remove(place);
            _closed.Remove(place);
            key.Debt.DropCredit();
            ForgetIfIdle(place);
            return;
        }

        var node = key.Lane.Front(_nodes);
        var offset = _nodes[node].Offset;
        if (_budgets?.Of(key.Key) is { } budget)
        {
            var opensAt = budget.OpensAt(ref key.Debt, PriceOf(offset), _now, waited: _closed.Contains(place));
            if (opensAt > _now)
            {
                _open.Remove(place);
                _closed.Put(place, opensAt);
                return;
            }

            _closed.Remove(place);
        }

        if (!_open.Contains(place))
        {
            _share?.Enter(ref key);
        }

        // Between keys that have had as much the offset decides: then each round goes through the log from front to back, and
        // neighbours travel together.
        _open.Put(place, _share is null ? _nodes.RankOf(node) : key.Had, offset);
    }

    private void DropStaleFront(ref KeyState key)
    {
        // As many nodes as messages: none of them is stale.
        while (_nodes.Count > Count && !key.Lane.IsEmpty && (key.Ready == 0 || !_ready.Contains(_nodes[key.Lane.Front(_nodes)].Offset)))
        {
            key.Lane.RemoveFront(_nodes);
        }
    }

    private void DropStaleNodes()
    {
        if (_nodes.Count <= (2 * Count) + FewStaleNodes)
        {
            return;
        }

        _nodes.Clear();
        for (var place = 0; place < _keys.End; place++)
        {
            _keys[place].Lane = default;
        }

        foreach (var run in _ready.Runs())
        {
            for (var offset = run.First; offset < run.End; offset++)
            {
                _keys[PlaceOf(_traits.KeyOf(offset))].Lane.Add(_nodes.Add(offset, RankOf(offset)), _nodes);
            }
        }
    }

    // Keys that have had less than others, or owe nothing, need not be remembered.
    private void ForgetIfIdle(int place)
    {
        ref var key = ref _keys[place];
        if (key.Ready > 0 || key.Held > 0 || !key.IsTaken || (_share is not null && key.Had > _share.Now))
        {
            return;
        }

        _budgets?.Of(key.Key)?.Pay(ref key.Debt, _now, waited: false);
        if (key.Debt.IsPaid)
        {
            DropStaleFront(ref key);
            _keys.Forget(place);
        }
    }

    // Two for each that comes: so those that time has made idle go as fast as others come, and nobody has to wait for it.
    private void ForgetSome()
    {
        for (var i = 0; i < 2 && _keys.End > 0; i++)
        {
            _hand = _hand + 1 < _keys.End ? _hand + 1 : 0;
            ForgetIfIdle(_hand);
        }
    }

    private void StartAgain(FairShare share)
    {
        var passed = share.StartAgain();
        _open.Lower(passed);
        for (var place = 0; place < _keys.End; place++)
        {
            ref var key = ref _keys[place];
            key.Had = Math.Max(key.Had - passed, 0);
        }
    }
}
