using Actors.Core.Offsets;

namespace Actors.Core.Tests.Offsets;

public class SettledSetTests
{
    public static TheoryData<int> Boundaries => [0, 1, 62, 63, 64, 65, 127, 128, 4095, 4096];

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void In_order_only_the_floor_moves(int start)
    {
        var set = new SettledSet(start);
        foreach (var count in new[] { 1, 63, 64, 65, 300 })
        {
            set.Add(new OffsetRun(set.Floor, count));
        }

        Assert.Equal(start + 493, set.Floor);
        Assert.Equal(0, set.Above);
        Assert.Empty(set.RunsAbove());
        Assert.True(set.Contains(start + 492));
        Assert.False(set.Contains(start + 493));
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_hole_holds_the_floor_until_it_is_filled(int start)
    {
        var set = new SettledSet(start);
        set.Add(new OffsetRun(start + 1, 500));
        Assert.Equal(start, set.Floor);
        Assert.Equal(500, set.Above);

        set.Add(new OffsetRun(start, 1));
        Assert.Equal(start + 501, set.Floor);
        Assert.Equal(0, set.Above);
    }

    [Fact]
    public void Everything_below_the_start_is_settled()
    {
        var set = new SettledSet(100);
        Assert.True(set.Contains(99));
        Assert.False(set.Contains(100));
        Assert.Equal(Page.Full, set.MembersOf(0));
        Assert.Equal((1UL << 36) - 1, set.MembersOf(1));
        Assert.Equal(0UL, set.MembersOf(2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 70)]
    [InlineData(4, 300)]
    public void It_holds_what_a_plain_set_holds(int seed, int longest)
    {
        const int Offsets = 20_000;
        var random = new Random(seed);
        var set = new SettledSet(0);
        var settled = new bool[Offsets];
        while (set.Floor < Offsets)
        {
            // Close to the floor most of the time: that is where pages fill, collapse and are forgotten. And sometimes at it.
            var reach = random.Next(8) switch { 0 => 5000, 1 => 1, _ => 400 };
            var first = Math.Min((int)set.Floor + random.Next(reach), Offsets - 1);
            var count = settled.Skip(first).Take(random.Next(1, longest + 1)).TakeWhile(done => !done).Count();
            if (count > 0)
            {
                set.Add(new OffsetRun(first, count));
                Array.Fill(settled, true, first, count);
            }

            var floor = Array.IndexOf(settled, false);
            Assert.Equal(floor < 0 ? Offsets : floor, set.Floor);
            var asked = random.Next(Offsets);
            Assert.Equal(settled[asked], set.Contains(asked));
        }

        Assert.Equal(0, set.Above);
        Assert.Empty(set.RunsAbove());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void What_is_above_the_floor_can_be_listed(int seed)
    {
        var random = new Random(seed);
        var set = new SettledSet(0);
        var plain = new SortedSet<long>();
        for (var i = 0; i < 3000; i++)
        {
            long first = random.Next(1, 9000);
            var run = new OffsetRun(first, Enumerable.Range(0, random.Next(1, 200)).TakeWhile(at => !plain.Contains(first + at)).Count());
            if (run.Count > 0)
            {
                set.Add(run);
                plain.UnionWith(Enumerable.Range(0, (int)run.Count).Select(at => first + at));
            }
        }

        Assert.Equal(0, set.Floor);
        Assert.Equal(plain.Count, set.Above);
        Assert.Equal(plain, set.RunsAbove().SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(at => run.First + at)));
        Assert.All(Enumerable.Range(0, 9300), offset => Assert.Equal(plain.Contains(offset), set.Contains(offset)));
    }
}
