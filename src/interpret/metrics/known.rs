//! The metrics that are known, each with every name that means the same number.

use super::Scale::{self, AtMostOne, Correlation, NonNegative, OpenShare, Score, Share};

/// Words before a metric, and the split they mean.
pub(super) const SPLITS: &[(&str, Option<&str>)] = &[
    ("test", Some("test")),
    ("validation", Some("validation")),
    ("valid", Some("validation")),
    ("val", Some("validation")),
    ("dev", Some("validation")),
    ("train", Some("train")),
    ("training", Some("train")),
    // Which split an evaluation ran on, its name does not say.
    ("eval", None),
    // Whose number it is, the card says.
    ("model", None),
    ("final", None),
    ("overall", None),
];

/// The one name, its scale, whether more is better, and all names that mean the same.
pub(super) const KNOWN: &[(&str, Scale, bool, &str)] = &[
    (
        "accuracy",
        Share,
        true,
        "accuracy acc accuracy_score overall_accuracy top_1 top1 top_1_accuracy top1_accuracy \
         top_1_acc top1_acc accuracy_top1 accuracy_top_1 acc_1 acc1 accuracy_rate \
         genauigkeit 准确率 正解率 정확도",
    ),
    (
        "top_5_accuracy",
        Share,
        true,
        "top_5 top5 top_5_accuracy top5_accuracy top_5_acc top5_acc accuracy_top5 accuracy_top_5 \
         acc_5 acc5",
    ),
    (
        "balanced_accuracy",
        Share,
        true,
        "balanced_accuracy balanced_accuracy_score balanced_acc",
    ),
    (
        "acc_norm",
        Share,
        true,
        "acc_norm normalized_accuracy normalised_accuracy",
    ),
    ("pixel_accuracy", Share, true, "pixel_accuracy pixel_acc"),
    ("exact_match", Share, true, "exact_match em"),
    (
        "f1",
        Share,
        true,
        "f1 f1_score f_1 f1score f_score f_measure f1值 f1_wert",
    ),
    (
        "precision",
        Share,
        true,
        "precision precision_score ppv positive_predictive_value 精确率 適合率 정밀도",
    ),
    (
        "recall",
        Share,
        true,
        "recall recall_score tpr true_positive_rate sensitivity 召回率 再現率 재현율",
    ),
    (
        "specificity",
        Share,
        true,
        "specificity tnr true_negative_rate",
    ),
    ("npv", Share, true, "npv negative_predictive_value"),
    (
        "false_positive_rate",
        Share,
        false,
        "false_positive_rate fpr",
    ),
    (
        "false_negative_rate",
        Share,
        false,
        "false_negative_rate fnr",
    ),
    (
        "false_discovery_rate",
        Share,
        false,
        "false_discovery_rate fdr",
    ),
    ("false_omission_rate", Share, false, "false_omission_rate"),
    ("selection_rate", Share, true, "selection_rate"),
    (
        "error_rate",
        Share,
        false,
        "error_rate classification_error",
    ),
    (
        "roc_auc",
        Share,
        true,
        "roc_auc auc auroc auc_roc roc_auc_score area_under_roc area_under_the_roc_curve",
    ),
    ("pr_auc", Share, true, "pr_auc auprc auc_pr"),
    (
        "average_precision",
        Share,
        true,
        "average_precision ap avg_prec average_precision_score",
    ),
    (
        "mean_average_precision",
        Share,
        true,
        "mean_average_precision map",
    ),
    ("mean_iou", Share, true, "mean_iou miou"),
    ("iou", Share, true, "iou jaccard jaccard_index"),
    ("dice", Share, true, "dice dice_score dice_coefficient"),
    ("mrr", Share, true, "mrr mean_reciprocal_rank"),
    ("ndcg", Share, true, "ndcg"),
    ("pass_at_1", Share, true, "pass_1 pass1 pass_at_1"),
    ("win_rate", Share, true, "win_rate"),
    ("attack_success_rate", Share, false, "attack_success_rate"),
    ("brier_score", Share, false, "brier brier_score"),
    ("ece", Share, false, "ece expected_calibration_error"),
    (
        "mcc",
        Correlation,
        true,
        "mcc matthews_correlation matthews_corrcoef matthews_correlation_coefficient",
    ),
    (
        "cohen_kappa",
        Correlation,
        true,
        "cohen_kappa cohens_kappa cohen_kappa_score",
    ),
    (
        "pearson",
        Correlation,
        true,
        "pearson pearsonr pearson_correlation",
    ),
    (
        "spearman",
        Correlation,
        true,
        "spearman spearmanr spearman_correlation",
    ),
    ("wer", OpenShare, false, "wer word_error_rate"),
    ("cer", OpenShare, false, "cer character_error_rate"),
    ("bleu", Score, true, "bleu bleu_score"),
    ("sacrebleu", Score, true, "sacrebleu sacre_bleu"),
    ("chrf", Score, true, "chrf chr_f"),
    ("rouge1", Score, true, "rouge1 rouge_1"),
    ("rouge2", Score, true, "rouge2 rouge_2"),
    ("rougel", Score, true, "rougel rouge_l"),
    ("rougelsum", Score, true, "rougelsum rouge_lsum"),
    ("meteor", Score, true, "meteor"),
    ("perplexity", NonNegative, false, "perplexity ppl"),
    ("word_perplexity", NonNegative, false, "word_perplexity"),
    ("byte_perplexity", NonNegative, false, "byte_perplexity"),
    ("bits_per_byte", NonNegative, false, "bits_per_byte"),
    ("mse", NonNegative, false, "mse mean_squared_error"),
    ("rmse", NonNegative, false, "rmse root_mean_squared_error"),
    ("mae", NonNegative, false, "mae mean_absolute_error"),
    (
        "mape",
        NonNegative,
        false,
        "mape mean_absolute_percentage_error",
    ),
    (
        "log_loss",
        NonNegative,
        false,
        "log_loss logloss cross_entropy",
    ),
    ("fid", NonNegative, false, "fid frechet_inception_distance"),
    ("r2", AtMostOne, true, "r2 r2_score r_squared"),
];
