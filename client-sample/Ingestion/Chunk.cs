namespace Actors.Sample.Ingestion;

/// <summary>A piece of a document, small enough to be embedded as one.</summary>
/// <param name="Title">The heading it stands under.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct Chunk(string Title, string Text)
{
    /// <summary>Longest text of a chunk, in characters.</summary>
    public const int Longest = 600;

    /// <summary>Fills chunks with whole paragraphs; a paragraph that is too long for one is cut at a space.</summary>
    public static IEnumerable<Chunk> Cut(IEnumerable<Section> sections)
    {
        foreach (var section in sections)
        {
            var text = "";
            foreach (var piece in section.Paragraphs.SelectMany(Split))
            {
                if (text.Length > 0 && text.Length + piece.Length > Longest)
                {
                    yield return new Chunk(section.Title, text);
                    text = "";
                }

                text = text.Length == 0 ? piece : $"{text}\n{piece}";
            }

            yield return new Chunk(section.Title, text);
        }
    }

    private static IEnumerable<string> Split(string paragraph)
    {
        while (paragraph.Length > Longest)
        {
            var space = paragraph.LastIndexOfAny([' ', '\n'], Longest - 1);
            var end = space > 0 ? space : Longest;
            yield return paragraph[..end];
            paragraph = paragraph[end..].TrimStart();
        }

        if (paragraph.Length > 0)
        {
            yield return paragraph;
        }
    }
}
