using System.Net;
using Actors.Cluster.Placement;

namespace Actors.Cluster.Tests.Placement;

public class ByNameTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 3000).Select(i => $"queue-{i}")];
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(0, 4).Select(i => SiloAddress.New(IPAddress.Loopback, 11_000 + i, 1_000_000 + i))];

    [Fact]
    public void Names_spread_evenly()
    {
        var counts = Names.CountBy(name => ByName.Choose(name, Silos)).ToDictionary();
        Assert.Equal(Silos.Length, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 650, 850));
    }

    [Fact]
    public void The_order_of_silos_means_nothing() =>
        Assert.All(Names, name => Assert.Equal(ByName.Choose(name, Silos), ByName.Choose(name, Silos.Reverse())));

    [Fact]
    public void A_silo_that_joins_takes_its_share_and_nothing_else_moves()
    {
        var moved = Names.Where(name => ByName.Choose(name, Silos[..3]) != ByName.Choose(name, Silos)).ToList();
        Assert.InRange(moved.Count, 650, 850);
        Assert.All(moved, name => Assert.Equal(Silos[3], ByName.Choose(name, Silos)));
    }
}
