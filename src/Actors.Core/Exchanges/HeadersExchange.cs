namespace Actors.Core.Exchanges;

/// <summary>Picks those bound with arguments that the headers match: same type, same value.</summary>
internal sealed class HeadersExchange(IEnumerable<Binding> bindings) : Exchange
{
    private const string IgnoredPrefix = "x-";

    private readonly Binding[] _bindings = [.. bindings];

    public override void Match(ref RoutedMessage message, HashSet<Destination> into)
    {
        foreach (var binding in _bindings)
        {
            if (Matches(binding.Definition, message.Headers))
            {
                into.Add(binding.Destination);
            }
        }
    }

    private static bool Matches(BindingDefinition binding, MessageHeaders headers)
    {
        var arguments = binding.HeadersMatch is HeadersMatch.AllWithX or HeadersMatch.AnyWithX
            ? binding.Arguments
            : binding.Arguments.Where(argument => !argument.Key.StartsWith(IgnoredPrefix, StringComparison.Ordinal));
        return binding.HeadersMatch is HeadersMatch.All or HeadersMatch.AllWithX
            ? arguments.All(argument => Matches(argument, headers))
            : arguments.Any(argument => Matches(argument, headers));
    }

    private static bool Matches(KeyValuePair<string, HeaderValue> argument, MessageHeaders headers) =>
        headers.TryGet(argument.Key, out var value) && (argument.Value.Kind == HeaderKind.Null || value == argument.Value);
}
