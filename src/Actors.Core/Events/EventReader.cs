using System.Buffers.Binary;
using System.Text;
using Actors.Core.Offsets;

namespace Actors.Core.Events;

/// <summary>Decodes what <see cref="EventWriter"/> wrote.</summary>
internal ref struct EventReader(ReadOnlySpan<byte> events)
{
    private ReadOnlySpan<byte> _rest = events;

    public readonly bool AtEnd => _rest.IsEmpty;

    public EventKind Kind() => (EventKind)Take(1)[0];

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw new InvalidDataException("An event holds an integer of more than ten bytes.");
    }

    public OffsetRun Run() => new(Number(), Number());

    public bool Flag() => Number() != 0;

    public string Text() => Encoding.UTF8.GetString(Take((int)Number()));

    public UInt128 Id() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ReadOnlySpan<byte> Bytes() => Take((int)Number());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new InvalidDataException("A record of events ends inside an event.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
