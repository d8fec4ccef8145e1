using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Actors.Core.Offsets;

namespace Actors.Core.Events;

/// <summary>Encodes events: a tag, then unsigned variable-length integers; text is a length and UTF-8.</summary>
public sealed class EventWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(256);

    /// <summary>The events written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    /// <summary>Forgets the events and keeps the memory.</summary>
    public void Clear() => _output.ResetWrittenCount();

    internal void Kind(EventKind kind)
    {
        _output.GetSpan(1)[0] = (byte)kind;
        _output.Advance(1);
    }

    internal void Number(long value)
    {
        var span = _output.GetSpan(10);
        var length = 0;
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            span[length++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        _output.Advance(length);
    }

    internal void Run(OffsetRun run)
    {
        Number(run.First);
        Number(run.Count);
    }

    internal void Flag(bool value) => Number(value ? 1 : 0);

    internal void Id(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_output.GetSpan(16), value);
        _output.Advance(16);
    }

    internal void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _output.Write(value);
    }

    internal void Text(string value)
    {
        Number(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _output);
    }
}
