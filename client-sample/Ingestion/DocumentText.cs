using System.Text;

namespace Actors.Sample.Ingestion;

/// <summary>Takes a document apart: markdown at its headings, everything at blank lines.</summary>
internal static class DocumentText
{
    private const string Fence = "```";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses a document.</summary>
    /// <param name="path">Its name; the ending tells markdown from other text.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="UnreadableDocumentException">It is not text.</exception>
    public static IReadOnlyList<Section> Parse(string path, ReadOnlySpan<byte> content)
    {
        var text = Decode(content);
        var isMarkdown = path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        var sections = new List<Section>();
        var title = "";
        var lines = new List<string>();
        var inFence = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            inFence ^= line.StartsWith(Fence, StringComparison.Ordinal);
            if (isMarkdown && !inFence && line.StartsWith('#'))
            {
                Add(sections, title, lines);
                title = line.TrimStart('#').Trim();
            }
            else
            {
                lines.Add(line);
            }
        }

        Add(sections, title, lines);
        return sections;
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)0))
        {
            throw new UnreadableDocumentException("binary: it holds a zero byte");
        }

        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException error)
        {
            throw new UnreadableDocumentException($"not UTF-8: byte 0x{error.BytesUnknown![0]:X2} at {error.Index}", error);
        }
    }

    private static void Add(List<Section> sections, string title, List<string> lines)
    {
        var paragraphs = string.Join('\n', lines).Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines.Clear();
        if (paragraphs.Length > 0)
        {
            sections.Add(new Section(title, paragraphs));
        }
    }
}
