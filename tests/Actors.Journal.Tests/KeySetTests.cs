using Xunit.Abstractions;

namespace Actors.Journal.Tests;

public class KeySetTests(ITestOutputHelper output)
{
    [Fact]
    public void Keys_added_in_order_are_one_range()
    {
        var keys = new KeySet();
        for (int key = 0; key < 10_000; key++)
        {
            keys.Add(key, key);
        }

        Assert.Equal(1, keys.RangeCount);
        Assert.Equal(10_000, keys.CountIn(0, 20_000));
    }

    [Fact]
    public void Random_keys_are_the_same_as_in_a_simple_set()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var keys = new KeySet();
        var simple = new HashSet<long>();
        long floor = 0;
        for (int step = 0; step < 6000; step++)
        {
            long first = floor + random.Next(8000);
            long last = first + (random.Next(20) == 0 ? random.Next(300) : 0);
            keys.Add(first, last);
            for (long key = first; key <= last; key++)
            {
                simple.Add(key);
            }

            if (step % 500 == 499)
            {
                floor += random.Next(400);
                keys.RemoveBelow(floor);
                simple.RemoveWhere(key => key < floor);
                AssertSame(keys, simple, floor);
            }
        }
    }

    private static void AssertSame(KeySet keys, HashSet<long> simple, long floor)
    {
        var missing = new List<KeyRange>();
        keys.CollectMissing(floor, floor + 9000, missing);
        HashSet<long> absent = [.. missing.SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(i => range.First + i))];
        for (long key = floor; key <= floor + 9000; key++)
        {
            Assert.Equal(simple.Contains(key), keys.Contains(key));
            Assert.Equal(!simple.Contains(key), absent.Contains(key));
        }

        Assert.Equal(simple.Count(key => key <= floor + 5000), keys.CountIn(floor, floor + 5000));
    }
}
