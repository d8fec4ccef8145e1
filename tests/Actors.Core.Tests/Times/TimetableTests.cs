using Actors.Core.Offsets;
using Actors.Core.Times;
using Actors.Core.Traits;
using Xunit.Abstractions;

namespace Actors.Core.Tests.Times;

[Collection(nameof(Schedulers.MemoryTests))]
public class TimetableTests(ITestOutputHelper output)
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void A_delayed_message_costs_what_the_documents_say()
    {
        const int Messages = 200_000;
        var traits = new TraitTable();
        var times = new Timetable(traits, timeToLive: 0, new SettledSet(0));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var offset = 0; offset < Messages; offset++)
        {
            traits.Add(offset, default(MessageTraits) with { DeliverAt = (1000 + (offset * 7919L % Messages)) * Second });
        }

        output.WriteLine($"{(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Messages:F1} bytes of traits");
        for (var offset = 0; offset < Messages; offset++)
        {
            times.Append(new OffsetRun(offset, 1), Second);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Messages;
        output.WriteLine($"{bytes:F1} bytes a message");
        Assert.InRange(bytes, 20, 80);
        Assert.Equal(Messages, times.DelayedCount);
        GC.KeepAlive(traits);
    }

    [Fact]
    public void Neighbours_with_one_time_share_an_entry()
    {
        var traits = new TraitTable();
        var times = new Timetable(traits, timeToLive: 5 * Second, new SettledSet(0));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var offset = 0; offset < 100_000; offset += 10)
        {
            times.Append(new OffsetRun(offset, 10), Second);
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 100_000);
        Assert.Equal(6 * Second, times.NextDue);
        Assert.Equal([new OffsetRun(0, 100_000)], times.TakeExpired(6 * Second));
        Assert.Equal(long.MaxValue, times.NextDue);
    }

    [Fact]
    public void What_is_settled_before_its_time_leaves_nothing_behind()
    {
        var settled = new SettledSet(0);
        var times = new Timetable(new TraitTable(), timeToLive: 3600 * Second, settled);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var offset = 0; offset < 500_000; offset++)
        {
            var one = new OffsetRun(offset, 1);
            times.Append(one, Second + (offset * TimeSpan.TicksPerMillisecond));
            settled.Add(one);
            times.Forget(one);
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 200_000);
        Assert.Equal(long.MaxValue, times.NextDue);
    }

    [Fact]
    public void A_message_that_was_moved_comes_at_its_new_time_only()
    {
        var traits = new TraitTable();
        traits.Add(0, default(MessageTraits) with { DeliverAt = 10 * Second });
        traits.Add(1, default(MessageTraits) with { DeliverAt = 10 * Second });
        var times = new Timetable(traits, timeToLive: 0, new SettledSet(0));
        times.Append(new OffsetRun(0, 2), Second);
        times.Move(0, times.TimesFrom(20 * Second, timeToLive: 5 * Second));
        Assert.Equal([new OffsetRun(1, 1)], times.TakeRipe(10 * Second));
        Assert.Equal(20 * Second, times.NextDue);
        Assert.Equal([new OffsetRun(0, 1)], times.TakeRipe(20 * Second));
        Assert.Equal([new OffsetRun(0, 1)], times.TakeExpired(25 * Second));
    }
}
