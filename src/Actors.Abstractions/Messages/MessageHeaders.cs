using System.Collections;

namespace Actors;

/// <summary>Named values in the order they were added. Names are compared exactly; setting a name again replaces its value.</summary>
public sealed class MessageHeaders : IReadOnlyCollection<KeyValuePair<string, HeaderValue>>, IEquatable<MessageHeaders>
{
    // Messages have few headers: a list beats a hash table in memory and, at these sizes, in time.
    private List<KeyValuePair<string, HeaderValue>>? _entries;

    /// <summary>How many headers there are.</summary>
    public int Count => _entries?.Count ?? 0;

    /// <summary>The value of a header; reading a missing one gives <see cref="HeaderKind.Null"/>.</summary>
    /// <param name="name">The header's name.</param>
    public HeaderValue this[string name]
    {
        get => TryGet(name, out var value) ? value : default;
        set
        {
            var entry = KeyValuePair.Create(name, value);
            var at = IndexOf(name);
            if (at < 0)
            {
                (_entries ??= []).Add(entry);
            }
            else
            {
                _entries![at] = entry;
            }
        }
    }

    /// <summary>Sets a header; the form that collection initializers use.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, HeaderValue value) => this[name] = value;

    /// <summary>Sets a header; the form that collection expressions use.</summary>
    /// <param name="header">Name and value.</param>
    public void Add(KeyValuePair<string, HeaderValue> header) => this[header.Key] = header.Value;

    /// <summary>Looks a header up.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value, if it is there.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGet(string name, out HeaderValue value)
    {
        var at = IndexOf(name);
        value = at < 0 ? default : _entries![at].Value;
        return at >= 0;
    }

    /// <inheritdoc/>
    public bool Equals(MessageHeaders? other) =>
        other is not null && Count == other.Count && this.All(header => other.TryGet(header.Key, out var value) && value == header.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MessageHeaders);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, HeaderValue>> GetEnumerator() => (_entries ?? Enumerable.Empty<KeyValuePair<string, HeaderValue>>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (string.Equals(_entries![i].Key, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
