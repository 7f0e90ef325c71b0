namespace IncidentMonitor.Locate;

/// <summary>Finds numbered institutions: школа 5, детский сад № 12, поликлиника 2.</summary>
internal static class ObjectFinder
{
    private static readonly (string[] Stems, string Title)[] Kinds =
    [
        (["школ"], "школа"), (["гимнази"], "гимназия"), (["лице"], "лицей"), (["садик", "детсад", "доу", "мбдоу", "мадоу"], "детский сад"),
        (["поликлиник"], "поликлиника"), (["больниц", "горбольниц"], "больница"), (["роддом"], "роддом"), (["гкб", "црб"], "больница"), (["сош"], "школа"), (["интернат", "школ-интернат"], "интернат"),
    ];

    /// <summary>The first institution with a number: «школа № 5». Null if none is named.</summary>
    public static (string Title, int FirstWord, int LastWord)? Find(List<PlaceWord> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var title = Title(words, i);
            if (title is null)
            {
                continue;
            }

            var next = i + 1;
            if (next < words.Count && words[next].Key is "номер" or "n")
            {
                next++;
            }

            if (next < words.Count && words[next].IsNumber && words[next].Text.Length <= 4 && words[next].Gap is " " or "№" or "" or "-" or "#" && !IsCount(words, next))
            {
                return ($"{title} № {words[next].Text}", i, next);
            }
        }

        return null;
    }

    private static string? Title(List<PlaceWord> words, int at)
    {
        var key = words[at].Key;
        if (key is "сад" or "саду" or "сада" or "садом" or "саде" && at > 0 && words[at - 1].Key.StartsWith("детск", StringComparison.Ordinal) || key is "д/с")
        {
            return "детский сад";
        }

        foreach (var (stems, title) in Kinds)
        {
            foreach (var stem in stems)
            {
                if (key.StartsWith(stem, StringComparison.Ordinal) && key.Length - stem.Length <= 3 && !key.StartsWith("школьн", StringComparison.Ordinal))
                {
                    return title;
                }
            }
        }

        return null;
    }

    private static bool IsCount(List<PlaceWord> words, int number) =>
        number + 1 < words.Count && words[number + 1].Gap == " " && words[number + 1].Key is "класс" or "класса" or "класс" or "лет" or "года" or "часов" or "смены" or "человек" or "детей" or "раз" or "дня" or "дней";
}
