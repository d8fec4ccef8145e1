namespace Actors.Protocol.Amqp;

/// <summary>The methods of transactions.</summary>
public static class TxMethods
{
    /// <summary>What is published and settled from now on waits for a commit.</summary>
    public readonly record struct Select : IMethod<Select>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxSelect;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static Select Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>So it is.</summary>
    public readonly record struct SelectOk : IMethod<SelectOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxSelectOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static SelectOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Carries out what waits.</summary>
    public readonly record struct Commit : IMethod<Commit>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxCommit;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static Commit Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>It is done.</summary>
    public readonly record struct CommitOk : IMethod<CommitOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxCommitOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static CommitOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Forgets what waits.</summary>
    public readonly record struct Rollback : IMethod<Rollback>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxRollback;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static Rollback Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>It is forgotten.</summary>
    public readonly record struct RollbackOk : IMethod<RollbackOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.TxRollbackOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static RollbackOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }
}
