using Xunit.Abstractions;

namespace Actors.Core.Tests.Models;

/// <summary>
/// Random commands from a seed, on the machine and on the model. The seed is new each time and printed; to see one again, put it
/// into the environment variable MODEL_SEED.
/// </summary>
public class ModelCheckTests(ITestOutputHelper output)
{
    private const int Commands = 2000;
    private static readonly TimeSpan TimeToShorten = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_machine_does_what_the_model_does(int round)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"Round {round}, MODEL_SEED={seed}");
        var commands = new List<ModelCommand>();
        var check = new ModelCheck();
        var generator = new CommandGenerator(new Random(seed), check);
        try
        {
            while (commands.Count < Commands)
            {
                commands.Add(generator.Next());
                check.Run(commands[^1]);
            }
        }
        catch (Exception failure)
        {
            var shortest = Shorten(commands);
            Assert.Fail($"MODEL_SEED={seed}\n{string.Join('\n', shortest)}\n{FailureOf(shortest) ?? failure}");
        }
    }

    // Leaves out whatever the failure does not need: halves first, then single commands.
    private static List<ModelCommand> Shorten(List<ModelCommand> commands)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var piece = commands.Count / 2; piece >= 1; piece = piece > 1 ? piece / 2 : 0)
        {
            for (var at = 0; at + piece <= commands.Count && TimeProvider.System.GetElapsedTime(started) < TimeToShorten;)
            {
                List<ModelCommand> shorter = [.. commands[..at], .. commands[(at + piece)..]];
                if (FailureOf(shorter) is not null)
                {
                    commands = shorter;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return commands;
    }

    private static Exception? FailureOf(List<ModelCommand> commands)
    {
        try
        {
            var check = new ModelCheck();
            commands.ForEach(check.Run);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
