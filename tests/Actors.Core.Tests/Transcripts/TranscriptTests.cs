using System.Runtime.CompilerServices;

namespace Actors.Core.Tests.Transcripts;

/// <summary>
/// Replays testdata/*.txt. With the environment variable REWRITE_TRANSCRIPTS set to 1 the files are written anew instead, for
/// somebody to read the difference.
/// </summary>
public class TranscriptTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Copies, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Copies => Path.Combine(AppContext.BaseDirectory, "testdata");

    [Theory]
    [MemberData(nameof(Files))]
    public void The_machine_does_what_the_transcript_says(string file)
    {
        var expected = File.ReadAllText(Path.Combine(Copies, file));
        var actual = Transcript.Replay(expected);
        if (Environment.GetEnvironmentVariable("REWRITE_TRANSCRIPTS") == "1")
        {
            File.WriteAllText(Path.Combine(Originals(), file), actual);
            return;
        }

        Assert.Equal(expected, actual);
    }

    private static string Originals([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "..", "testdata");
}
