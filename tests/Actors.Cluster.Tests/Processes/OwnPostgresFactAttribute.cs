namespace Actors.Cluster.Tests.Processes;

/// <summary>A test that starts and kills a PostgreSQL of its own; skipped, by name, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute() => Skip = PostgresProcess.IsInstalled ? null! : "The programs of PostgreSQL (initdb, pg_ctl) are not installed here; the test kills a server of its own.";
}
