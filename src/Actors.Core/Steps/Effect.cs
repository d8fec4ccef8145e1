using Actors.Core.Offsets;

namespace Actors.Core.Steps;

/// <summary>One thing to tell the world once the step that lists it is durable.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subscription">The subscription's number.</param>
/// <param name="Consumer">The consumer's number, where one is meant.</param>
/// <param name="Run">The messages, where some are meant.</param>
/// <param name="Attempt">Which delivery of them it is or was.</param>
/// <param name="Reason">For <see cref="EffectKind.DeadLetter"/>.</param>
public readonly record struct Effect(EffectKind Kind, int Subscription, int Consumer = 0, OffsetRun Run = default, int Attempt = 0, DeadLetterReason Reason = default);
