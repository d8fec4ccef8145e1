namespace Actors.Core.Traits;

/// <summary>The kinds of traits; the numbers are kept in the journal.</summary>
[Flags]
internal enum TraitKinds : byte
{
    None = 0,
    Key = 1 << 0,
    Priority = 1 << 1,
    Cost = 1 << 2,
    DeliverAt = 1 << 3,
    ExpiresAt = 1 << 4,
    Deadline = 1 << 5,
    PublishedAt = 1 << 6,

    /// <summary>What every subscription honours, whatever its policy.</summary>
    Always = DeliverAt | ExpiresAt,

    All = Key | Priority | Cost | DeliverAt | ExpiresAt | Deadline | PublishedAt,
}
