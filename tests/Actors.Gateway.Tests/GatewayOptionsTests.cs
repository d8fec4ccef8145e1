using System.Net;

namespace Actors.Gateway.Tests;

public class GatewayOptionsTests
{
    [Fact]
    public void Loopback_needs_no_credentials()
    {
        new GatewayOptions().Validate();
        new GatewayOptions { Bind = IPAddress.IPv6Loopback }.Validate();
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public void Any_other_address_needs_credentials(string address)
    {
        var options = new GatewayOptions { Bind = IPAddress.Parse(address) };
        var error = Assert.Throws<BrokerException>(options.Validate);
        Assert.Contains(address, error.Message);
        Assert.Contains("credentials", error.Message);
        (options.User, options.Password) = ("ada", "secret");
        options.Validate();
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Contains("HttpPort 65536", Refusal(new GatewayOptions { HttpPort = 65_536 }));
        Assert.Contains("both 5670", Refusal(new GatewayOptions { HttpPort = 5670 }));
        Assert.Contains("Password", Refusal(new GatewayOptions { User = "ada" }));
        Assert.Contains("User", Refusal(new GatewayOptions { User = new string('u', 256), Password = "secret" }));
        Assert.Contains("MessageBytes", Refusal(new GatewayOptions { Limits = new Limits { MessageBytes = 1 } }));
        new GatewayOptions { Port = 0, HttpPort = 0 }.Validate();
    }

    private static string Refusal(GatewayOptions options) => Assert.Throws<BrokerException>(options.Validate).Message;
}
