namespace Actors;

/// <summary>The options of exchanges.</summary>
internal static class ExchangeOptions
{
    public static IEnumerable<DefinitionOption> All =>
    [
        new TypedOption<ExchangeDefinition, ExchangeKind>(
            70, nameof(ExchangeDefinition.Kind), OptionCodecs.Choice<ExchangeKind>(), ExchangeKind.Direct, exchange => exchange.Kind, (exchange, value) => exchange with { Kind = value }),
        new TypedOption<ExchangeDefinition, string?>(
            71, nameof(ExchangeDefinition.AlternateExchange), OptionCodecs.Text, null, exchange => exchange.AlternateExchange, (exchange, value) => exchange with { AlternateExchange = value }),
        new TypedOption<ExchangeDefinition, bool>(
            72, nameof(ExchangeDefinition.Internal), OptionCodecs.Flag, false, exchange => exchange.Internal, (exchange, value) => exchange with { Internal = value }),
        new TypedOption<ExchangeDefinition, bool>(
            73, nameof(ExchangeDefinition.AutoDelete), OptionCodecs.Flag, false, exchange => exchange.AutoDelete, (exchange, value) => exchange with { AutoDelete = value }),
    ];
}
