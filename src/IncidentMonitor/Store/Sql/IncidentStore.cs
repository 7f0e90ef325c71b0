using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>
/// The write side of the record. SQLite has one writer at a time, so units of work queue here instead of failing with "database is locked".
/// </summary>
public sealed class IncidentStore(SqliteDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Erased words may still stand in the write-ahead log: at first nobody knows what a killed process left there.</summary>
    private volatile bool _isJournalDirty = true;

    public SqliteDatabase Database => database;

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is in the record afterwards, or nothing.</summary>
    public Task<T> WriteAsync<T>(Func<StoreUnit, T> work, CancellationToken cancellationToken) => WriteAsync(work, _ => { }, cancellationToken);

    /// <summary>The same; <paramref name="committed"/> runs after the commit, before the next unit of work begins.</summary>
    public async Task<T> WriteAsync<T>(Func<StoreUnit, T> work, Action<T> committed, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            using var connection = database.Connect();
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = work(new StoreUnit(connection, transaction));
            transaction.Commit();
            committed(result);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>The same for work without a result.</summary>
    public Task WriteAsync(Action<StoreUnit> work, CancellationToken cancellationToken) =>
        WriteAsync(unit =>
        {
            work(unit);
            return true;
        }, cancellationToken);

    /// <summary>Runs a query on a connection of its own; readers never wait for the writer (WAL).</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using var connection = database.Connect();
        return query(connection);
    }

    /// <summary>
    /// Empties the write-ahead log, where pages as they were before an erasure still stand. A reader of an older state can be in the way:
    /// then <see cref="WipeJournalIfDirty"/> tries again.
    /// </summary>
    public void WipeJournal() => _isJournalDirty = !database.TryEmptyJournal();

    /// <summary>Empties the log if an erasure is still in it.</summary>
    public void WipeJournalIfDirty()
    {
        if (_isJournalDirty)
        {
            WipeJournal();
        }
    }

    public void Dispose() => _writer.Dispose();
}
