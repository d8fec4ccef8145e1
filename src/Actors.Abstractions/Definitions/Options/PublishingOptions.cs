namespace Actors;

/// <summary>The options of publishing.</summary>
internal static class PublishingOptions
{
    public static IEnumerable<DefinitionOption> All =>
    [
        new TypedOption<PublishOptions, bool>(
            74, nameof(PublishOptions.Mandatory), OptionCodecs.Flag, false, options => options.Mandatory, (options, value) => options with { Mandatory = value }),
    ];
}
