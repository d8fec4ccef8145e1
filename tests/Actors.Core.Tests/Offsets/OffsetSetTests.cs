using Actors.Core.Offsets;

namespace Actors.Core.Tests.Offsets;

public class OffsetSetTests
{
    public static TheoryData<int> Boundaries => [0, 1, 62, 63, 64, 65, 127, 128, 4095, 4096];

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_run_is_taken_out_as_it_was_put_in_page_by_page(int first)
    {
        var set = new OffsetSet();
        set.Add(new OffsetRun(first, 130));

        Assert.Equal(130, set.Count);
        Assert.Equal(Enumerable.Range(first, 130).Select(offset => (long)offset), TakeAll(set, most: 1000));
        Assert.Equal(0, set.Count);
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void The_lowest_neighbours_come_first_and_no_more_than_asked_for(int first)
    {
        var set = new OffsetSet();
        set.Add(new OffsetRun(first + 200, 1));
        set.Add(new OffsetRun(first, 3));

        Assert.Equal([first, first + 1, first + 2, first + 200], TakeAll(set, most: 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_plain_set_holds(int seed)
    {
        var random = new Random(seed);
        var set = new OffsetSet();
        var plain = new SortedSet<long>();
        for (var i = 0; i < 2000; i++)
        {
            var run = new OffsetRun(random.Next(1000), random.Next(1, 150));
            switch (random.Next(3))
            {
                case 0:
                    set.Add(run);
                    plain.UnionWith(Offsets(run.First, (int)run.Count));
                    break;
                case 1:
                    set.Remove(run);
                    plain.ExceptWith(Offsets(run.First, (int)run.Count));
                    break;
                default:
                    var most = random.Next(1, 100);
                    Assert.Equal(plain.Count > 0, set.TryTake(most, out var taken));
                    Assert.InRange(taken.Count, 0, most);
                    Assert.Equal(plain.Take((int)taken.Count), Offsets(taken.First, (int)taken.Count));
                    plain.ExceptWith(Offsets(taken.First, (int)taken.Count));
                    break;
            }

            Assert.Equal(plain.Count, set.Count);
            Assert.Equal(plain, set.Runs().SelectMany(each => Offsets(each.First, (int)each.Count)));
        }
    }

    private static List<long> TakeAll(OffsetSet set, long most)
    {
        var all = new List<long>();
        while (set.TryTake(most, out var run))
        {
            Assert.InRange(run.Count, 1, most);
            all.AddRange(Offsets(run.First, (int)run.Count));
        }

        return all;
    }

    private static List<long> Offsets(long first, int count) => [.. Enumerable.Range(0, count).Select(at => first + at)];
}
