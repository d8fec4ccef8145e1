namespace Actors.Gateway.Http;

/// <summary>Why a request was refused.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Error">For people.</param>
internal sealed record ErrorView(string Code, string Error);
