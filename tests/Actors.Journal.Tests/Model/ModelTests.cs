using Xunit.Abstractions;

namespace Actors.Journal.Tests;

public class ModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_use_with_crashes_loses_nothing_that_was_committed(int number)
    {
        int seed = number == 0 ? Random.Shared.Next() : number;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var files = new MemoryFiles();
        var broker = new ModelBroker(random, files, segmentBytes: 4096 << random.Next(3), output.WriteLine);
        broker.Open();
        for (int life = 0; life < 40; life++)
        {
            Live(broker, random, files);
            bool cleanly = End(broker, random, files);
            broker.Reopen(cleanly);
        }

        broker.Journal.Dispose();
    }

    private static void Live(ModelBroker broker, Random random, MemoryFiles files)
    {
        int steps = random.Next(400);
        int fault = random.Next(6);
        try
        {
            for (int step = 0; step < steps; step++)
            {
                if (step == steps / 2 && fault == 1)
                {
                    files.SyncsUntilFailure = random.Next(5);
                }
                else if (step == steps / 2 && fault == 2)
                {
                    files.WritesUntilFailure = random.Next(5);
                }
                else if (step == steps / 2 && fault == 3)
                {
                    files.Room = 0;
                }

                TryStep(broker);
            }
        }
        catch (JournalFailedException)
        {
            // The fault came; the rest of this life is over.
        }
    }

    private static void TryStep(ModelBroker broker)
    {
        try
        {
            broker.Step(actors: 5);
        }
        catch (JournalFullException)
        {
            // Refused and not counted as appended.
        }
    }

    private static bool End(ModelBroker broker, Random random, MemoryFiles files)
    {
        int end = random.Next(3);
        bool cleanly = false;
        if (end == 0)
        {
            broker.Journal.Dispose();
            cleanly = broker.Journal.Statistics.State != JournalState.Failed;
        }

        files.Crash(end == 1 ? null : random);
        broker.Journal.Dispose();
        files.SyncsUntilFailure = null;
        files.WritesUntilFailure = null;
        files.Room = null;
        return cleanly;
    }
}
