using System.Text;

namespace IncidentMonitor.Commands;

/// <summary>Lines of a foreign file, of which none can fill the memory: of a longer one the beginning is kept and the rest read past.</summary>
internal sealed class CappedLines(TextReader reader, int longest)
{
    private readonly char[] _chunk = new char[1 << 14];
    private int _start;
    private int _end;

    /// <returns>Null at the end.</returns>
    public async Task<(string Text, bool IsTooLong)?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var (isTooLong, isAny) = (false, false);
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await reader.ReadAsync(_chunk.AsMemory(), cancellationToken));
                if (_end == 0)
                {
                    return isAny ? (line.ToString().TrimEnd('\r'), isTooLong) : null;
                }
            }

            isAny = true;
            var words = _chunk.AsMemory(_start, _end - _start);
            var end = words.Span.IndexOf('\n');
            words = end < 0 ? words : words[..end];
            var room = longest - line.Length;
            isTooLong |= words.Length > room;
            line.Append(words.Span[..Math.Min(words.Length, room)]);
            _start += words.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
            {
                return (line.ToString().TrimEnd('\r'), isTooLong);
            }
        }
    }
}
