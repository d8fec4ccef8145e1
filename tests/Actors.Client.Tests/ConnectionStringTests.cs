namespace Actors.Client.Tests;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("actors://broker", "broker:5670")]
    [InlineData("actors://broker:1234", "broker:1234")]
    [InlineData("actors://a,b:7,c/", "a:5670 b:7 c:5670")]
    [InlineData("actors://[::1]:99,[fe80::1]", "::1:99 fe80::1:5670")]
    [InlineData("ACTORS://user@broker", "broker:5670")]
    public void Endpoints_are_hosts_with_or_without_a_port(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', ActorsClientOptions.Parse(text).Endpoints.Select(endpoint => $"{endpoint.Host}:{endpoint.Port}")));

    [Theory]
    [InlineData("http://broker", "actors://")]
    [InlineData("actors://", "not a host")]
    [InlineData("actors://a,,b", "not a host")]
    [InlineData("actors://a:0", "'0' is not a port")]
    [InlineData("actors://a:70000", "'70000' is not a port")]
    [InlineData("actors://a?color=red", "'color'; allowed: name")]
    public void What_is_wrong_is_named(string text, string named)
    {
        var error = Assert.Throws<BrokerException>(() => ActorsClientOptions.Parse(text));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void A_password_never_shows_in_an_error()
    {
        var error = Assert.Throws<BrokerException>(() => ActorsClientOptions.Parse("actors://me:hunter2@a:x"));
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var error = Assert.Throws<BrokerException>(() => new ActorsClientOptions { UnconfirmedMessages = 0 }.Validate());
        Assert.Contains(nameof(ActorsClientOptions.UnconfirmedMessages), error.Message);
    }
}
