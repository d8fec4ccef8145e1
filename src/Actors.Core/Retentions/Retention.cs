using Actors.Core.Events;
using Actors.Core.Offsets;

namespace Actors.Core.Retentions;

/// <summary>Keeps a topic's messages, whether anybody needs them or not, until they are too old or too many.</summary>
/// <remarks>
/// Ages and bytes are known of chunks, of which there are about a thousand: so a message is never dropped too early, and
/// at most a thousandth of the age or of the bytes too late. Counts are exact.
/// </remarks>
internal sealed class Retention
{
    private const int Steps = 1024;

    private readonly Queue<Chunk> _closed = new();
    private readonly long _age;
    private readonly long _mostBytes;
    private readonly long _mostMessages;
    private Chunk? _open;
    private long _bytes;

    private sealed class Chunk(long first, long time)
    {
        public long First { get; } = first;

        /// <summary>When its first message was published, in ticks of UTC.</summary>
        public long Time { get; } = time;

        public long Bytes { get; set; }
    }

    private Retention(TopicDefinition topic) =>
        (_age, _mostBytes, _mostMessages) = (topic.RetentionAge?.Ticks ?? long.MaxValue, topic.RetentionBytes ?? long.MaxValue, topic.RetentionMessages ?? long.MaxValue);

    /// <summary>The oldest message that is kept.</summary>
    public long Floor { get; private set; }

    /// <summary>Whether it has to know when messages are published.</summary>
    public bool NeedsTime => _age != long.MaxValue;

    private bool HasChunks => NeedsTime || _mostBytes != long.MaxValue;

    private Chunk? Oldest => _closed.TryPeek(out var chunk) ? chunk : _open;

    /// <summary>What a topic's options ask for; null if nothing.</summary>
    /// <param name="topic">The options.</param>
    /// <param name="next">The offset of the next message.</param>
    public static Retention? For(TopicDefinition? topic, long next) => topic is { RetainsMessages: true } ? new Retention(topic) { Floor = next } : null;

    /// <summary>Messages were appended.</summary>
    public void Append(OffsetRun run, long bytes, long now)
    {
        if (!HasChunks)
        {
            return;
        }

        if (_open is null || now - _open.Time >= _age / Steps || _open.Bytes >= _mostBytes / Steps)
        {
            if (_open is not null)
            {
                _closed.Enqueue(_open);
            }

            _open = new Chunk(run.First, now);
        }

        _open.Bytes += bytes;
        _bytes += bytes;
    }

    /// <summary>When the oldest messages have to go, in ticks of UTC; 0 for at once, <see cref="long.MaxValue"/> for never.</summary>
    /// <param name="next">The offset of the next message.</param>
    public long NextDue(long next)
    {
        if (next - Floor > _mostMessages)
        {
            return 0;
        }

        if (Oldest is not { } oldest)
        {
            return long.MaxValue;
        }

        return _bytes - oldest.Bytes >= _mostBytes ? 0 : EndOf(oldest);
    }

    /// <summary>The oldest message to be kept from now on.</summary>
    public long FloorAt(long now, long next)
    {
        var floor = next - Floor > _mostMessages ? next - _mostMessages : Floor;
        var bytes = _bytes;
        foreach (var (chunk, end) in Chunks(next))
        {
            if (EndOf(chunk) > now && bytes - chunk.Bytes < _mostBytes)
            {
                break;
            }

            bytes -= chunk.Bytes;
            floor = Math.Max(floor, end);
        }

        return floor;
    }

    /// <summary>Older messages are not kept any more.</summary>
    public void Trim(long floor, long next)
    {
        Floor = floor;
        foreach (var (chunk, _) in Chunks(next).TakeWhile(entry => entry.End <= floor).ToList())
        {
            _bytes -= chunk.Bytes;
            if (!_closed.TryDequeue(out _))
            {
                _open = null;
            }
        }
    }

    /// <summary>Writes the whole state.</summary>
    public void Write(EventWriter events, long next)
    {
        events.Kind(EventKind.Retaining);
        events.Number(Floor);
        var chunks = Chunks(next).Select(entry => entry.Chunk).ToList();
        events.Number(chunks.Count);
        foreach (var chunk in chunks)
        {
            events.Number(chunk.First);
            events.Number(chunk.Time);
            events.Number(chunk.Bytes);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote behind its kind.</summary>
    public void Read(ref EventReader reader)
    {
        Floor = reader.Number();
        for (var left = reader.Number(); left > 0; left--)
        {
            if (_open is not null)
            {
                _closed.Enqueue(_open);
            }

            _open = new Chunk(reader.Number(), reader.Number()) { Bytes = reader.Number() };
            _bytes += _open.Bytes;
        }
    }

    // The youngest message of a chunk is a step younger than its oldest.
    private long EndOf(Chunk chunk) => NeedsTime ? chunk.Time + _age + (_age / Steps) : long.MaxValue;

    private IEnumerable<(Chunk Chunk, long End)> Chunks(long next)
    {
        Chunk? before = null;
        foreach (var chunk in _open is null ? _closed : _closed.Append(_open))
        {
            if (before is not null)
            {
                yield return (before, chunk.First);
            }

            before = chunk;
        }

        if (before is not null)
        {
            yield return (before, next);
        }
    }
}
