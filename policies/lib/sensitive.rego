# Columns of data that say something sensitive about a person, by their names.
package raigate.lib.sensitive

# The groups are the special categories of the General Data Protection Regulation (Articles 9
# and 10), grounds of discrimination (Charter of Fundamental Rights, Article 21), and identifiers
# of the de-identification rule of HIPAA (45 CFR 164.514(b)(2)).
settings := data.settings.data.undeclared_sensitive_data

# Each word of the lexicon, with its group.
group_of := {word: group | some group, words in settings.groups; some word in words}

# The columns whose names look sensitive, each with its group.
telling(columns) := [{"name": column.name, "group": group, "column": column} |
	some column in columns
	some word in column.words
	group := group_of[word.text]
	is_known(word)
	is_of_a_person(word, columns)
]

# Before the word stands whose it is, behind it how it is coded.
is_known(word) if {
	not word.before
	not word.behind
}

is_known(word) if {
	word.before in people
	not word.behind
}

is_known(word) if {
	not word.before
	word.behind in suffixes
}

is_known(word) if {
	word.before in people
	word.behind in suffixes
}

is_of_a_person(word, _) if word.before

is_of_a_person(word, columns) if {
	not word.before
	count([true | some column in columns; column.words[0].text in free_texts]) == 0
}

people := {one | some one in settings.people}

suffixes := {one | some one in settings.suffixes}

free_texts := {one | some one in settings.texts}
