using Actors.Core.Exchanges;

namespace Actors.Core.Tests.Exchanges;

public class HeadersExchangeTests
{
    private static readonly MessageHeaders TwoArguments = new() { { "a", 1 }, { "b", "x" } };
    private static readonly MessageHeaders WithX = new() { { "a", 1 }, { "x-b", "x" } };

    public static TheoryData<string, HeadersMatch, MessageHeaders, MessageHeaders, bool> Cases => new()
    {
        { "all, both there", HeadersMatch.All, TwoArguments, new() { { "a", 1 }, { "b", "x" }, { "c", true } }, true },
        { "all, one missing", HeadersMatch.All, TwoArguments, new() { { "a", 1 } }, false },
        { "all, one different", HeadersMatch.All, TwoArguments, new() { { "a", 1 }, { "b", "y" } }, false },
        { "all, no arguments", HeadersMatch.All, [], new() { { "a", 1 } }, true },
        { "all, the x- argument is passed over", HeadersMatch.All, WithX, new() { { "a", 1 } }, true },
        { "all with x, the x- argument counts", HeadersMatch.AllWithX, WithX, new() { { "a", 1 } }, false },
        { "all with x, both there", HeadersMatch.AllWithX, WithX, new() { { "a", 1 }, { "x-b", "x" } }, true },
        { "any, one there", HeadersMatch.Any, TwoArguments, new() { { "b", "x" } }, true },
        { "any, none there", HeadersMatch.Any, TwoArguments, new() { { "c", 1 } }, false },
        { "any, no arguments", HeadersMatch.Any, [], new() { { "a", 1 } }, false },
        { "any, only the x- argument there", HeadersMatch.Any, WithX, new() { { "x-b", "x" } }, false },
        { "any with x, only the x- argument there", HeadersMatch.AnyWithX, WithX, new() { { "x-b", "x" } }, true },
        { "no headers", HeadersMatch.All, TwoArguments, [], false },
        { "a number is no text", HeadersMatch.All, new() { { "a", 1 } }, new() { { "a", "1" } }, false },
        { "an integer is no floating-point number", HeadersMatch.All, new() { { "a", 1 } }, new() { { "a", 1.0 } }, false },
        { "a boolean is no number", HeadersMatch.All, new() { { "a", 1 } }, new() { { "a", true } }, false },
        { "names are exact", HeadersMatch.All, new() { { "a", 1 } }, new() { { "A", 1 } }, false },
        { "an argument without a value asks for the header", HeadersMatch.All, new() { { "a", default } }, new() { { "a", "anything" } }, true },
        { "an argument without a value misses the header", HeadersMatch.All, new() { { "a", default } }, new() { { "b", 1 } }, false },
        { "lists are compared", HeadersMatch.All, new() { { "a", HeaderValue.List(1, "x") } }, new() { { "a", HeaderValue.List(1, "x") } }, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Arguments_are_compared_with_headers(string title, HeadersMatch match, MessageHeaders arguments, MessageHeaders headers, bool matches)
    {
        var binding = new BindingDefinition("e", "q") { Arguments = arguments, HeadersMatch = match };
        var exchange = Exchange.Of(new ExchangeDefinition("e") { Kind = ExchangeKind.Headers }, [new Binding(binding, ToExchange: false)]);
        Assert.True(matches == new Router(_ => exchange).Route("e", Encode(new Message { Headers = headers })).Any(), title);
    }

    private static EncodedMessage Encode(Message message)
    {
        var bytes = MessageBatch.Of(message).Messages;
        return EncodedMessage.Take(ref bytes);
    }
}
