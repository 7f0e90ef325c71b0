using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>
/// The model on disk: magic, SHA-256 of the rest, then Brotli over the header (JSON: tree, calibration) and the arrays, and the same
/// again for the tutor, if there is one. A damaged
/// or foreign file is refused, never half read.
/// </summary>
internal static class ModelFile
{
    private const int MaxBytes = 256 << 20;
    private static readonly byte[] Magic = "IMRUBR02"u8.ToArray();

    private sealed record Header(IReadOnlyList<Rubric> Rubrics, string CorpusHash, Calibration Calibration, int Weights, UsualSeverity? Usual, bool HasTutor, Borrowed Borrows);

    public static void Write(TrainedModel model, string path)
    {
        using var body = new MemoryStream();
        using (var packed = new BrotliStream(body, new BrotliCompressionOptions { Quality = 6 }, leaveOpen: true))
        using (var writer = new BinaryWriter(packed, Encoding.UTF8, leaveOpen: true))
        {
            Write(model, writer);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = File.Create(path);
        file.Write(Magic);
        file.Write(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        body.WriteTo(file);
    }

    /// <exception cref="UserError">The file is not there, foreign or damaged.</exception>
    public static TrainedModel Read(string path)
    {
        if (!File.Exists(path))
            throw new UserError($"There is no model at {path}; train one with `train`", 2);
        if (new FileInfo(path).Length > MaxBytes)
            throw new UserError($"{path} is larger than any model of ours ({MaxBytes >> 20} MiB)", 2);
        var bytes = File.ReadAllBytes(path);
        var start = Magic.Length + SHA256.HashSizeInBytes;
        if (bytes.Length < start || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new UserError($"{path} is no model of this version; train it anew with `train`", 2);
        if (!SHA256.HashData(bytes.AsSpan(start)).AsSpan().SequenceEqual(bytes.AsSpan(Magic.Length, SHA256.HashSizeInBytes)))
            throw new UserError($"{path} is damaged: its content does not match its checksum; restore it or train it anew", 2);

        using var packed = new BrotliStream(new MemoryStream(bytes, start, bytes.Length - start), CompressionMode.Decompress);
        using var reader = new BinaryReader(packed, Encoding.UTF8);
        return Read(reader, path);
    }

    private static void Write(TrainedModel model, BinaryWriter writer)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new Header(model.Tree.Rubrics, model.CorpusHash, model.Calibration, model.Weights.Length, model.Usual, model.Tutor is not null, model.Borrows), JsonLines.Options);
        writer.Write(header.Length);
        writer.Write(header);
        writer.Write(MemoryMarshal.AsBytes<Half>(model.Idf.Select(w => (Half)w).ToArray()));
        writer.Write(MemoryMarshal.AsBytes<float>(model.Scale));
        writer.Write(MemoryMarshal.AsBytes<float>(model.Bias));
        WriteColumns(model, writer);
        writer.Write(MemoryMarshal.AsBytes<sbyte>(model.Weights));
        if (model.Tutor is { } tutor)
            Write(tutor.Model, writer);
    }

    private static TrainedModel Read(BinaryReader reader, string path)
    {
        var header = JsonSerializer.Deserialize<Header>(reader.ReadBytes(reader.ReadInt32()), JsonLines.Options)!;
        var tree = new RubricTree(header.Rubrics, path);
        var columns = new ColumnLayout(tree).Count;
        var idf = new Half[FeatureExtractor.Size];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(idf.AsSpan()));
        float[] scale = new float[columns], bias = new float[columns];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scale.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(bias.AsSpan()));
        var (starts, owners) = ReadColumns(reader, header.Weights);
        var weights = new sbyte[header.Weights];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new TrainedModel
        {
            Tree = tree,
            CorpusHash = header.CorpusHash,
            Calibration = header.Calibration,
            Idf = [.. idf.Select(w => (float)w)],
            Scale = scale,
            Bias = bias,
            Starts = starts,
            Columns = owners,
            Weights = weights,
            Usual = header.Usual,
            Borrows = header.Borrows,
            Tutor = header.HasTutor ? new Tutor(Read(reader, path)) : null,
        };
    }

    /// <summary>How many columns a bucket has, then the gaps between them: one byte below 255, else 255 and two more.</summary>
    private static void WriteColumns(TrainedModel model, BinaryWriter writer)
    {
        using var gaps = new MemoryStream();
        for (var bucket = 0; bucket < FeatureExtractor.Size; bucket++)
        {
            writer.Write((ushort)(model.Starts[bucket + 1] - model.Starts[bucket]));
            var before = 0;
            for (var at = model.Starts[bucket]; at < model.Starts[bucket + 1]; at++)
            {
                var gap = model.Columns[at] - before;
                before = model.Columns[at];
                gaps.WriteByte((byte)Math.Min(gap, 255));
                if (gap >= 255)
                {
                    gaps.WriteByte((byte)gap);
                    gaps.WriteByte((byte)(gap >> 8));
                }
            }
        }

        writer.Write((int)gaps.Length);
        writer.Write(gaps.GetBuffer().AsSpan(0, (int)gaps.Length));
    }

    private static (int[] Starts, ushort[] Columns) ReadColumns(BinaryReader reader, int count)
    {
        var counts = new ushort[FeatureExtractor.Size];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(counts.AsSpan()));
        var gaps = new byte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(gaps);
        var starts = new int[FeatureExtractor.Size + 1];
        var columns = new ushort[count];
        int at = 0, from = 0;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            var column = 0;
            for (var i = 0; i < counts[bucket]; i++)
            {
                int gap = gaps[from++];
                if (gap == 255)
                {
                    gap = gaps[from] | (gaps[from + 1] << 8);
                    from += 2;
                }

                column += gap;
                columns[at++] = (ushort)column;
            }

            starts[bucket + 1] = at;
        }

        return (starts, columns);
    }
}
