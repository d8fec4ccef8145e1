namespace Actors.Runtime;

/// <summary>The error for a name that is taken by something else.</summary>
internal static class Mismatch
{
    public static BrokerException Of(string what, string difference) =>
        new(ErrorCode.DefinitionMismatch, $"The {what} exists with another definition: {difference}.");
}
