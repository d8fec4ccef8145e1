using System.Text.Json;

namespace Actors.Sample.Broadcasts;

/// <summary>Somebody used a model.</summary>
/// <param name="User">Who.</param>
/// <param name="Model">Which model.</param>
/// <param name="Tokens">How much of it.</param>
internal sealed record UsageEvent(string User, string Model, int Tokens)
{
    private static readonly string[] Models = ["small", "medium", "large"];

    /// <summary>Makes one up.</summary>
    public static UsageEvent Next(Random dice) => new($"user-{dice.Next(50)}", Models[dice.Next(Models.Length)], dice.Next(1, 4_000));

    /// <summary>Reads one from a message.</summary>
    public static UsageEvent Read(Message message) => JsonSerializer.Deserialize<UsageEvent>(message.Body.Span)
        ?? throw new SampleException($"The event {message.Id} is empty.");

    /// <summary>Puts it into a message.</summary>
    public Message ToMessage(string id) => new(JsonSerializer.SerializeToUtf8Bytes(this)) { Id = id, Subject = $"usage.{Model}", ContentType = "application/json" };
}
