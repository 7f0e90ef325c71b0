using System.Globalization;
using System.Reflection;
using Dapper;
using IncidentMonitor.Commands;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>The embedded SQL record: one file, WAL, foreign keys, migrated by number when opened.</summary>
public sealed class SqliteDatabase
{
    /// <summary>SQLITE_BUSY and SQLITE_LOCKED.</summary>
    private const int Busy = 5;
    private const int Locked = 6;

    private readonly string _connectionString;

    private SqliteDatabase(string path) => _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>Opens or creates <c>incidents.db</c> in <paramref name="dataFolder"/> and brings its schema up to date.</summary>
    /// <exception cref="UserError">The folder cannot be written, the file is no database, or a newer version made it.</exception>
    public static SqliteDatabase Open(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "incidents.db");
        try
        {
            Directory.CreateDirectory(dataFolder);
            var database = new SqliteDatabase(path);
            database.Migrate(path);
            return database;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be opened as the record ({error.Message}). Name another folder with --data, or restore the file.");
        }
    }

    /// <summary>A connection of one's own, to be disposed; the pool keeps the file handle.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        // FULL: a committed page of posts survives a power cut, not only a killed process. secure_delete: an erased text leaves no bytes behind.
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
        return connection;
    }

    /// <summary>Writes the log's pages into the file and cuts the log to nothing.</summary>
    /// <returns>False while a reader or writer is in the way.</returns>
    public bool TryEmptyJournal()
    {
        using var connection = Connect();
        // Not the usual half minute: the caller comes again.
        connection.Execute("PRAGMA busy_timeout = 250");
        try
        {
            return connection.QuerySingle<(long Busy, long Log, long Moved)>("PRAGMA wal_checkpoint(TRUNCATE)", commandTimeout: 1).Busy == 0;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Busy or Locked)
        {
            return false;
        }
        finally
        {
            connection.Execute("PRAGMA busy_timeout = 0");
        }
    }

    private void Migrate(string path)
    {
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode = WAL");
        var migrations = Migrations();
        // IMMEDIATE: two processes that start on one file migrate one after the other.
        using var transaction = connection.BeginTransaction(deferred: false);
        var current = connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        if (current > migrations[^1].Number)
        {
            throw new UserError($"{path}: schema {current} is newer than this program's {migrations[^1].Number}. Run the newer version.");
        }

        foreach (var (number, sql) in migrations.Where(m => m.Number > current))
        {
            connection.Execute(sql, transaction: transaction);
            connection.Execute($"PRAGMA user_version = {number}", transaction: transaction);
        }

        transaction.Commit();
    }

    private static List<(int Number, string Sql)> Migrations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string Prefix = "IncidentMonitor.Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), ReadAll(assembly, name)))];
    }

    private static string ReadAll(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
