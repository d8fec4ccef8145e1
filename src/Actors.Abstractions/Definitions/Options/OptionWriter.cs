using System.Buffers;
using System.Text;

namespace Actors;

/// <summary>Encodes the values of options: unsigned variable-length integers, and texts as a length and UTF-8.</summary>
internal sealed class OptionWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(64);

    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    public void Number(long value)
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

    public void Text(string value)
    {
        Number(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _output);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _output.Write(value);
    }
}
