using Actors.Core.Logs;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Subjects;
using Actors.Core.Subscriptions;

namespace Actors.Runtime.Filters;

/// <summary>
/// Which messages reach which subscriptions of a topic. Asked once for each message, when it is published; a topic whose
/// subscriptions take everything asks nothing.
/// </summary>
internal sealed class SubscriptionFilters
{
    // Patterns of subscriptions that are gone do no harm; when there are many of them, the rest is compiled anew.
    private const int MostStale = 64;

    private readonly Dictionary<int, Entry> _entries = [];
    private readonly HashSet<int> _matched = [];
    private SubjectTrie<int> _subjects = new();
    private int _stale;

    private readonly record struct Entry(MessageFilter? Filter, IReadOnlyList<string> Subjects);

    /// <summary>Whether every subscription takes everything.</summary>
    public bool AreNone => _entries.Count == 0;

    /// <summary>Whether a subscription takes everything.</summary>
    public bool TakesAll(int subscription) => !_entries.ContainsKey(subscription);

    /// <summary>A subscription is there.</summary>
    public void Add(int subscription, in SubscriptionPolicy policy)
    {
        if (policy.Options?.Values is SubscriptionDefinition { } options && (options.Filter is not null || options.Subjects.Count > 0))
        {
            var entry = new Entry(options.Filter is { } filter ? MessageFilter.Parse(filter) : null, options.Subjects);
            _entries[subscription] = entry;
            Compile(subscription, entry);
        }
    }

    /// <summary>A subscription is gone.</summary>
    public void Remove(int subscription)
    {
        if (_entries.Remove(subscription) && ++_stale > MostStale + _entries.Count)
        {
            _stale = 0;
            _subjects = new SubjectTrie<int>();
            foreach (var (number, entry) in _entries)
            {
                Compile(number, entry);
            }
        }
    }

    /// <summary>Messages were published: settles them for those subscriptions that they do not reach.</summary>
    public void Skip(MessageBatch batch, long first, LogMachine machine, Step step)
    {
        var runs = new Dictionary<int, OffsetRun>();
        var rest = batch.Messages;
        for (var offset = first; !rest.IsEmpty; offset++)
        {
            foreach (var number in Missed(EncodedMessage.Take(ref rest)))
            {
                if (runs.TryGetValue(number, out var run) && run.End == offset)
                {
                    runs[number] = run with { Count = run.Count + 1 };
                    continue;
                }

                if (run.Count > 0)
                {
                    machine.Skip(number, run, step);
                }

                runs[number] = new OffsetRun(offset, 1);
            }
        }

        foreach (var (number, run) in runs)
        {
            machine.Skip(number, run, step);
        }
    }

    /// <summary>Whether a message reaches a subscription.</summary>
    public bool Reaches(int subscription, EncodedMessage message) => !Missed(message).Contains(subscription);

    private void Compile(int subscription, Entry entry)
    {
        foreach (var pattern in entry.Subjects)
        {
            _subjects.Add(pattern, subscription);
        }
    }

    private IEnumerable<int> Missed(EncodedMessage encoded)
    {
        _matched.Clear();
        _subjects.Match(encoded.Subject ?? "", _matched);
        Message? message = null;
        foreach (var (number, entry) in _entries)
        {
            if ((entry.Subjects.Count > 0 && !_matched.Contains(number)) || entry.Filter?.Matches(message ??= encoded.Decode()) == false)
            {
                yield return number;
            }
        }
    }
}
