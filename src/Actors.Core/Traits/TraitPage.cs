using Actors.Core.Offsets;

namespace Actors.Core.Traits;

/// <summary>The traits of 64 neighbouring messages, a column each. A column that no message of the page needs is not there.</summary>
internal sealed class TraitPage
{
    private ulong[]? _keys;
    private byte[]? _priorities;
    private uint[]? _costs;
    private long[]? _deliverAt;
    private long[]? _expiresAt;
    private long[]? _deadlines;

    // Milliseconds since the first of the page: half the memory, and exact enough to age by.
    private uint[]? _publishedAfter;
    private long _firstPublishedAt;

    /// <summary>The messages that have traits.</summary>
    public ulong Members { get; private set; }

    public void Set(int index, in MessageTraits traits)
    {
        Members |= 1UL << index;
        Set(ref _keys, index, traits.Key);
        Set(ref _priorities, index, traits.Priority);
        Set(ref _costs, index, traits.Cost);
        Set(ref _deliverAt, index, traits.DeliverAt);
        Set(ref _expiresAt, index, traits.ExpiresAt);
        Set(ref _deadlines, index, traits.Deadline);
        if (traits.PublishedAt != 0 || _publishedAfter is not null)
        {
            SetPublished(index, traits.PublishedAt);
        }
    }

    public MessageTraits Find(int index) => (Members & (1UL << index)) == 0
        ? default
        : new(
            Get(_keys, index), Get(_priorities, index), Get(_costs, index), Get(_deliverAt, index), Get(_expiresAt, index), Get(_deadlines, index), PublishedAt(index));

    public ulong KeyOf(int index) => (Members & (1UL << index)) == 0 ? 0 : Get(_keys, index);

    public uint CostOf(int index) => (Members & (1UL << index)) == 0 ? 0 : Get(_costs, index);

    public void Forget(ulong mask) => Members &= ~mask;

    /// <summary>Makes an empty page ready to be used again; times start anew.</summary>
    public void Renew() => _publishedAfter = null;

    private long PublishedAt(int index) =>
        _publishedAfter is null ? 0 : _firstPublishedAt + (_publishedAfter[index] * TimeSpan.TicksPerMillisecond);

    private void SetPublished(int index, long time)
    {
        if (_publishedAfter is null)
        {
            _publishedAfter = new uint[Page.Size];
            _firstPublishedAt = time;
        }

        _publishedAfter[index] = (uint)Math.Clamp((time - _firstPublishedAt) / TimeSpan.TicksPerMillisecond, 0, uint.MaxValue);
    }

    private static T Get<T>(T[]? column, int index)
        where T : struct => column is null ? default : column[index];

    private static void Set<T>(ref T[]? column, int index, T value)
        where T : struct, IEquatable<T>
    {
        if (column is null && !value.Equals(default))
        {
            column = new T[Page.Size];
        }

        // A place that was used before must not keep what stood there.
        if (column is not null)
        {
            column[index] = value;
        }
    }
}
