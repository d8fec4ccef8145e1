using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>The rules of this house.</summary>
internal static class House
{
    private const string ForbiddenCalls =
        @"\b(?:Task|ValueTask|TaskCompletionSource|async|await|Thread|ThreadPool|Timer|PeriodicTimer|TimeProvider|Random|File|FileStream|Directory|RandomAccess|Socket|TcpClient|Console|Process|ILogger|Stopwatch|CancellationToken)\b|\bDateTime(?:Offset)?\.(?:UtcNow|Now|Today)\b|\bGuid\.NewGuid\b|\bEnvironment\.(?!NewLine)\w+";

    /// <summary>Which project may refer to which.</summary>
    public static Dictionary<string, string[]> Arrows { get; } = new(StringComparer.Ordinal)
    {
        ["Actors.Abstractions"] = [],
        ["Actors.Journal"] = [],
        ["Actors.Core"] = ["Actors.Abstractions"],
        ["Actors.Protocol"] = ["Actors.Abstractions"],
        ["Actors.Runtime"] = ["Actors.Abstractions", "Actors.Core"],
        ["Actors.Standalone"] = ["Actors.Abstractions", "Actors.Core", "Actors.Runtime", "Actors.Journal"],
        ["Actors.Cluster"] = ["Actors.Abstractions", "Actors.Core", "Actors.Runtime"],
        ["Actors.Gateway"] = ["Actors.Abstractions", "Actors.Protocol"],
        ["Actors.Client"] = ["Actors.Abstractions", "Actors.Protocol"],
        ["standalone"] = ["Actors.Standalone", "Actors.Gateway"],
        ["silo-host"] = ["Actors.Cluster", "Actors.Gateway"],
        ["client-sample"] = ["Actors.Client"],
        ["bench"] = ["Actors.Client", "Actors.Protocol", "Actors.Standalone", "standalone"],
    };

    /// <summary>All of them, by what they are about.</summary>
    public static IReadOnlyDictionary<string, IRule> Rules { get; } = new Dictionary<string, IRule>(StringComparer.Ordinal)
    {
        ["arrows"] = new ArrowRule(Arrows),
        ["pure projects have no packages"] = new PackageRule("", project => project.Project is not ("src/Actors.Abstractions" or "src/Actors.Core" or "src/Actors.Protocol")),
        ["packages of Orleans"] = new PackageRule("Microsoft.Orleans", IsOfTheCluster),
        ["packages of PostgreSQL"] = new PackageRule("Npgsql", file => IsOfTheCluster(file) || file.Project is "bench"),
        ["packages of RabbitMQ"] = new PackageRule("RabbitMQ", project => project.IsTest || project.Project == "bench"),
        ["central versions"] = new CentralVersionRule(),
        ["the whole solution"] = new SolutionRule("Actors.sln"),
        ["the solution without Orleans"] = new SolutionRule("Standalone.slnf", "Actors.Cluster", "silo-host", "Actors.Cluster.Tests"),
        ["mentions of Orleans"] = new WordRule(
            "only the cluster, its host and its tests know of Orleans", file => (file.IsCSharp || file.IsProject) && !IsOfTheCluster(file) && !IsThis(file), "Orleans", inComments: true),
        ["calls of pure projects"] = new WordRule(
            "the core and the codecs decide and wait for nothing: no tasks, clocks, chance, files, sockets or logs", file => file.IsCSharp && file.Project is "src/Actors.Core" or "src/Actors.Protocol", ForbiddenCalls),
        ["no sleeping in tests"] = new WordRule("a test arms its wait and then triggers; it never sleeps", file => file.IsCSharp && file.IsTest, @"\bThread\.Sleep\b|\bTask\.Delay\b|\bSpinWait\b"),
        ["no paths of a machine"] = new WordRule("no file names a path of somebody's machine", _ => true, @"(?<![\w.*])/(?:home|root|work|Users)/\w+|\b[A-Za-z]:\\+Users\b", inComments: true),
        ["nothing left to do"] = new WordRule("what is to be done is done or an issue", file => file.IsCSharp, @"\b(?:TO[D]O|FIX[M]E|HA[C]K)\b", inComments: true),
        ["no stubs"] = new WordRule("a method works or is not there", file => file.IsCSharp, @"\bNotImplementedException\b"),
        ["no swallowed errors"] = new WordRule("an error is handled, or a comment says why not", file => file.IsCSharp, @"catch(?:\s*\([^)]*\))?\s*\{\s*\}", inComments: true),
        ["one compilation"] = new WordRule("the code is the same everywhere: no conditional compilation", file => file.IsCSharp, @"(?m)^[ \t]*#(?:if|elif)\b"),
        ["names that say nothing"] = new WordRule(
            "a type is named after what it is", file => file.IsCSharp, @"\b(?:class|struct|interface|record) \w*(?:Manager|Helpers?|Utils?|Utility|Impl)\b"),
        ["length of files"] = new LengthRule(500),
        ["names of files"] = new FileNameRule(),
    };

    private static bool IsOfTheCluster(SourceFile file) => file.Project is "src/Actors.Cluster" or "silo-host" or "tests/Actors.Cluster.Tests";

    private static bool IsThis(SourceFile file) => file.Project == "tests/Actors.Architecture.Tests";
}
