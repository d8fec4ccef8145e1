namespace Actors.Protocol.Native;

/// <summary>Lease runs, one behind the other, to the end of a frame.</summary>
internal static class LeaseRuns
{
    public static int BytesOf(ReadOnlyMemory<LeaseRun> runs) => runs.Length * FrameWriter.LeaseRunBytes;

    public static void Write(ref FrameWriter writer, ReadOnlyMemory<LeaseRun> runs)
    {
        foreach (ref readonly var run in runs.Span)
        {
            writer.LeaseRun(run);
        }
    }

    public static ReadOnlyMemory<LeaseRun> Read(ref FrameReader reader)
    {
        if (reader.AtEnd)
        {
            return default;
        }

        var runs = new LeaseRun[reader.CountOf(FrameWriter.LeaseRunBytes)];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = reader.LeaseRun();
        }

        return runs;
    }
}
