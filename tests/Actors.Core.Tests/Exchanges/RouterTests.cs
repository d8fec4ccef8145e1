using Actors.Core.Exchanges;

namespace Actors.Core.Tests.Exchanges;

public class RouterTests
{
    private readonly Dictionary<string, BoundExchange> _exchanges = [];

    [Fact]
    public void A_queue_reached_on_two_ways_is_picked_once()
    {
        Declare("a", ExchangeKind.Fanout);
        Declare("b", ExchangeKind.Fanout);
        Bind("a", "b", toExchange: true);
        Bind("a", "q");
        Bind("b", "q");
        Assert.Equal(["q"], Route("a", ""));
    }

    [Fact]
    public void An_exchange_bound_to_itself_is_passed_once()
    {
        Declare("a", ExchangeKind.Fanout);
        Bind("a", "a", toExchange: true);
        Bind("a", "q");
        Assert.Equal(["q"], Route("a", ""));
    }

    [Fact]
    public void An_alternate_exchange_has_an_alternate_exchange()
    {
        Declare("a", ExchangeKind.Direct, alternate: "b");
        Declare("b", ExchangeKind.Direct, alternate: "c");
        Declare("c", ExchangeKind.Fanout);
        Bind("c", "q");
        Assert.Equal(["q"], Route("a", "x"));
    }

    [Fact]
    public void Alternate_exchanges_in_a_circle_end()
    {
        Declare("a", ExchangeKind.Direct, alternate: "b");
        Declare("b", ExchangeKind.Direct, alternate: "a");
        Assert.Empty(Route("a", "x"));
    }

    [Fact]
    public void A_binding_to_an_exchange_that_leads_nowhere_is_a_match_all_the_same()
    {
        Declare("a", ExchangeKind.Direct, alternate: "other");
        Declare("empty", ExchangeKind.Fanout);
        Declare("other", ExchangeKind.Fanout);
        Bind("a", "empty", "x", toExchange: true);
        Bind("other", "q");
        Assert.Empty(Route("a", "x"));
        Assert.Equal(["q"], Route("a", "y"));
    }

    [Fact]
    public void An_exchange_that_is_not_there_is_passed_over()
    {
        Declare("a", ExchangeKind.Direct, alternate: "missing");
        Assert.Empty(Route("a", "x"));
    }

    private void Declare(string name, ExchangeKind kind, string? alternate = null) =>
        _exchanges[name] = new BoundExchange(new ExchangeDefinition(name) { Kind = kind, AlternateExchange = alternate });

    private void Bind(string exchange, string destination, string key = "", bool toExchange = false) =>
        _exchanges[exchange] = _exchanges[exchange].With(new Binding(new BindingDefinition(exchange, destination) { Key = key }, toExchange), most: 100);

    private IEnumerable<string> Route(string exchange, string subject)
    {
        var bytes = MessageBatch.Of(new Message { Subject = subject }).Messages;
        return new Router(name => _exchanges.GetValueOrDefault(name)?.Routing).Route(exchange, EncodedMessage.Take(ref bytes));
    }
}
