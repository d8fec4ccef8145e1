using Actors.Core.Offsets;
using Actors.Core.Subscriptions;

namespace Actors.Core.Tests.Subscriptions;

public class LeaseTableTests
{
    public static TheoryData<int> Boundaries => [0, 1, 62, 63, 64, 65, 127, 128];

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_run_over_page_boundaries_is_held_and_let_go_as_one(int first)
    {
        var table = new LeaseTable();
        var run = new OffsetRun(first, 130);
        table.Hold(run, attempt: 1, consumer: 7, until: 99);
        Assert.Equal(130, table.Leased);
        Assert.Equal(new Lease { Attempt = 1, Consumer = 7, Until = 99 }, table.Find(first));
        Assert.Equal(new Lease { Attempt = 1, Consumer = 7, Until = 99 }, table.Find(first + 129));
        Assert.Equal(default, table.Find(first + 130));

        table.Settle(run);
        Assert.Equal(0, table.Leased);
        Assert.Empty(table.Pages);
        Assert.Equal(default, table.Find(first));
    }

    [Fact]
    public void Attempts_and_failures_outlive_a_lease_and_end_with_the_message()
    {
        var table = new LeaseTable();
        var message = new OffsetRun(63, 1);
        table.Hold(message, attempt: 1, consumer: 1, until: 10);
        table.Return(message, failed: true);
        table.Hold(message, attempt: 2, consumer: 1, until: 20);
        table.Delay(message, until: 50, failed: true);
        Assert.Equal(new Lease { Attempt = 2, Failures = 2, Until = 50 }, table.Find(63));
        Assert.Equal(1, table.Delayed);

        // The page goes to the spare ones and comes back for other messages: those start from nothing.
        table.Settle(message);
        table.Hold(new OffsetRun(127, 1), attempt: 1, consumer: 2, until: 60);
        Assert.Equal(new Lease { Attempt = 1, Consumer = 2, Until = 60 }, table.Find(127));
    }

    [Fact]
    public void The_attempt_stays_at_its_highest_value()
    {
        var table = new LeaseTable();
        var message = new OffsetRun(0, 1);
        table.Hold(message, attempt: ushort.MaxValue, consumer: 1, until: 10);
        table.Return(message, failed: false);
        table.Hold(message, attempt: ushort.MaxValue + 1, consumer: 1, until: 20);
        Assert.Equal(ushort.MaxValue, table.Find(0).Attempt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_knows_what_a_plain_dictionary_knows(int seed)
    {
        var random = new Random(seed);
        var table = new LeaseTable();
        var plain = new SortedDictionary<long, (char State, int Failures)>();
        for (var i = 0; i < 1000; i++)
        {
            var first = random.Next(700);
            var state = "LLRDPS"[random.Next(6)];
            var failed = random.Next(2) == 0;

            // Only what was touched before can be returned, delayed, departing or settled.
            var count = state == 'L' ? random.Next(1, 150) : Enumerable.Range(first, random.Next(1, 150)).TakeWhile(offset => plain.ContainsKey(offset)).Count();
            if (count == 0)
            {
                continue;
            }

            Change(table, new OffsetRun(first, count), state, failed);
            foreach (long offset in Enumerable.Range(first, count))
            {
                var failures = plain.GetValueOrDefault(offset).Failures;
                plain[offset] = (state, failures + (failed && "RDP".Contains(state, StringComparison.Ordinal) ? 1 : 0));
                if (state == 'S')
                {
                    plain.Remove(offset);
                }
            }

            Assert.Equal(plain.Values.Count(each => each.State == 'L'), table.Leased);
            Assert.Equal(plain.Values.Count(each => each.State == 'D'), table.Delayed);
            Assert.Equal(plain.Values.Count(each => each.State == 'P'), table.Departing);
            Assert.Equal(plain.Select(entry => (entry.Key, entry.Value.State, (ushort)entry.Value.Failures)), Known(table));
        }
    }

    private static void Change(LeaseTable table, OffsetRun run, char state, bool failed)
    {
        switch (state)
        {
            case 'L':
                table.Hold(run, attempt: 1, consumer: 1, until: 10);
                break;
            case 'R':
                table.Return(run, failed);
                break;
            case 'D':
                table.Delay(run, until: 20, failed);
                break;
            case 'P':
                table.Depart(run, failed);
                break;
            default:
                table.Settle(run);
                break;
        }
    }

    private static IEnumerable<(long Offset, char State, ushort Failures)> Known(LeaseTable table)
    {
        foreach (var (number, page) in table.Pages)
        {
            for (var index = 0; index < Page.Size; index++)
            {
                var bit = 1UL << index;
                if ((page.Touched & bit) != 0)
                {
                    var state = (page.Leased & bit) != 0 ? 'L' : (page.Delayed & bit) != 0 ? 'D' : (page.Departing & bit) != 0 ? 'P' : 'R';
                    yield return (Page.First(number) + index, state, page.Leases[index].Failures);
                }
            }
        }
    }
}
