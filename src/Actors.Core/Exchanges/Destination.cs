namespace Actors.Core.Exchanges;

/// <summary>Where a binding leads.</summary>
/// <param name="Name">The queue, topic or exchange.</param>
/// <param name="IsExchange">Whether it is an exchange, which only passes messages on.</param>
internal readonly record struct Destination(string Name, bool IsExchange);
