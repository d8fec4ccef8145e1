using Actors.Core.Events;
using Actors.Core.Exchanges;

namespace Actors.Standalone.Catalogs;

/// <summary>The catalog's events about exchanges and bindings, written and read behind the number of the exchange.</summary>
internal static class ExchangeEvents
{
    public static void Defined(EventWriter events, long actor, ExchangeDefinition exchange)
    {
        Begin(events, CatalogEventKind.Defined, actor);
        events.Bytes(DefinitionOptions.Encode(exchange));
    }

    public static ExchangeDefinition ReadDefined(ref EventReader reader, string name) => DefinitionOptions.Decode(new ExchangeDefinition(name), reader.Bytes());

    public static void Bound(EventWriter events, CatalogEventKind kind, long actor, Binding binding)
    {
        Begin(events, kind, actor);
        events.Text(binding.Definition.Destination);
        events.Flag(binding.ToExchange);
        events.Number((byte)binding.Definition.HeadersMatch);
        events.Bytes(binding.Definition.EncodeMatch().Span);
    }

    public static Binding ReadBound(ref EventReader reader, string exchange)
    {
        var destination = reader.Text();
        var toExchange = reader.Flag();
        var match = (HeadersMatch)reader.Number();
        return new Binding(new BindingDefinition(exchange, destination) { HeadersMatch = match }.WithMatch(reader.Bytes().ToArray()), toExchange);
    }

    private static void Begin(EventWriter events, CatalogEventKind kind, long actor)
    {
        events.Kind((EventKind)kind);
        events.Number(actor);
    }
}
