using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Actors.Core.Offsets;

namespace Actors.Core.Subscriptions;

/// <summary>The messages of one subscription that were touched and are not settled. Its size follows what is in flight or out of order, never the backlog.</summary>
internal sealed class LeaseTable
{
    private const int SparePages = 64;

    private readonly Dictionary<long, LeasePage> _pages = [];
    private readonly Stack<LeasePage> _spare = [];
    private long _lastNumber = -1;
    private LeasePage? _last;

    /// <summary>Messages held by consumers.</summary>
    public long Leased { get; private set; }

    /// <summary>Messages that become ready later.</summary>
    public long Delayed { get; private set; }

    /// <summary>Messages on their way to the dead-letter queue.</summary>
    public long Departing { get; private set; }

    /// <summary>All pages, lowest first.</summary>
    public IEnumerable<KeyValuePair<long, LeasePage>> Pages => _pages.OrderBy(entry => entry.Key);

    /// <summary>Finds the page with this number.</summary>
    public bool TryGet(long number, [NotNullWhen(true)] out LeasePage? page)
    {
        // Work on neighbours is the rule: most look-ups are for the page of the look-up before.
        if (number == _lastNumber)
        {
            page = _last!;
            return true;
        }

        if (!_pages.TryGetValue(number, out page))
        {
            return false;
        }

        (_lastNumber, _last) = (number, page);
        return true;
    }

    /// <summary>What is known of a message; nothing is known of one that was never touched.</summary>
    public Lease Find(long offset) => TryGet(Page.Of(offset), out var page) && (page.Touched & Page.Bit(offset)) != 0
        ? page.Leases[Page.Index(offset)]
        : default;

    /// <summary>Cuts a run where the number of deliveries so far changes.</summary>
    public IEnumerable<OffsetRun> SplitByAttempt(OffsetRun run)
    {
        while (run.Count > 0)
        {
            var attempt = Find(run.First).Attempt;
            var end = run.First + 1;
            while (end < run.End && Find(end).Attempt == attempt)
            {
                end++;
            }

            yield return OffsetRun.Between(run.First, end);
            run = OffsetRun.Between(end, run.End);
        }
    }

    /// <summary>Puts messages under lease.</summary>
    public void Hold(OffsetRun run, int attempt, int consumer, long until)
    {
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            var page = GetOrAdd(number);
            var mask = Page.Mask(run, number);
            var known = page.Touched & mask;
            var leases = page.Leases.AsSpan();
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                ref var lease = ref leases[BitOperations.TrailingZeroCount(rest)];
                lease.Until = until;
                lease.Consumer = consumer;
                lease.Attempt = (ushort)Math.Min(attempt, ushort.MaxValue);
                if ((known & rest & (~rest + 1)) == 0)
                {
                    lease.Failures = 0;
                }
            }

            Move(page, mask, ref page.Leased);
        }
    }

    /// <summary>Takes messages from their consumers: ready again.</summary>
    public void Return(OffsetRun run, bool failed) => Change(run, 0, failed, static page => ref page.Returned);

    /// <summary>Takes messages from their consumers: ready again later.</summary>
    public void Delay(OffsetRun run, long until, bool failed) => Change(run, until, failed, static page => ref page.Delayed);

    /// <summary>Takes messages from their consumers: on their way to the dead-letter queue.</summary>
    public void Depart(OffsetRun run, bool failed) => Change(run, 0, failed, static page => ref page.Departing);

    /// <summary>Puts a message back as a snapshot remembers it: delayed if it has a time, ready otherwise.</summary>
    public void Restore(long offset, ushort attempt, ushort failures, long until)
    {
        var page = GetOrAdd(Page.Of(offset));
        page.Leases[Page.Index(offset)] = new Lease { Attempt = attempt, Failures = failures, Until = until };
        if (until > 0)
        {
            Move(page, Page.Bit(offset), ref page.Delayed);
        }
        else
        {
            Move(page, Page.Bit(offset), ref page.Returned);
        }
    }

    /// <summary>Forgets messages that are settled.</summary>
    public void Settle(OffsetRun run)
    {
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1) && _pages.Count > 0; number++)
        {
            if (TryGet(number, out var page))
            {
                Uncount(page, Page.Mask(run, number));
                page.Forget(Page.Mask(run, number));
                Drop(number, page);
            }
        }
    }

    private delegate ref ulong State(LeasePage page);

    private void Change(OffsetRun run, long until, bool failed, State state)
    {
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            var page = GetOrAdd(number);
            var mask = Page.Mask(run, number);
            var known = page.Touched & mask;
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                ref var lease = ref page.Leases[BitOperations.TrailingZeroCount(rest)];
                if ((known & rest & (~rest + 1)) == 0)
                {
                    // What an earlier message left here.
                    lease = default;
                }

                lease.Until = until;
                lease.Consumer = 0;
                lease.Failures += failed && lease.Failures < ushort.MaxValue ? (ushort)1 : (ushort)0;
            }

            Move(page, mask, ref state(page));
        }
    }

    private void Move(LeasePage page, ulong mask, ref ulong to)
    {
        Uncount(page, mask);
        page.Forget(mask);
        to |= mask;
        Leased += BitOperations.PopCount(page.Leased & mask);
        Delayed += BitOperations.PopCount(page.Delayed & mask);
        Departing += BitOperations.PopCount(page.Departing & mask);
    }

    private void Uncount(LeasePage page, ulong mask)
    {
        Leased -= BitOperations.PopCount(page.Leased & mask);
        Delayed -= BitOperations.PopCount(page.Delayed & mask);
        Departing -= BitOperations.PopCount(page.Departing & mask);
    }

    private LeasePage GetOrAdd(long number)
    {
        if (TryGet(number, out var page))
        {
            return page;
        }

        if (!_spare.TryPop(out page))
        {
            page = new LeasePage();
        }

        _pages.Add(number, page);
        (_lastNumber, _last) = (number, page);
        return page;
    }

    private void Drop(long number, LeasePage page)
    {
        if (page.Touched != 0)
        {
            return;
        }

        _pages.Remove(number);
        if (number == _lastNumber)
        {
            (_lastNumber, _last) = (-1, null);
        }

        // A spare page keeps old details; Hold, Change and Restore overwrite them before a bit makes them visible.
        if (_spare.Count < SparePages)
        {
            _spare.Push(page);
        }
    }
}
