using System.Text.Json.Serialization;

namespace Actors.Gateway.Http;

/// <summary>Serializers made at build time: nothing is reflected over at start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BacklogView))]
[JsonSerializable(typeof(EntityPage))]
[JsonSerializable(typeof(EntityView))]
[JsonSerializable(typeof(ErrorView))]
internal sealed partial class GatewayJson : JsonSerializerContext;
